{{/*
{root, app, facts, canary}: workload of a service. A canary is a second Deployment of the same service with another version.
*/}}
{{- define "frostline.workload" -}}
{{- $values := index .root.Values.apps .app }}
apiVersion: apps/v1
kind: {{ .facts.kind }}
metadata:
  name: {{ include "frostline.appName" . }}{{ if .canary }}-canary{{ end }}
  labels: {{- include "frostline.labels" . | nindent 4 }}
spec:
  {{- if .canary }}
  replicas: {{ $values.canary.replicas }}
  {{- else if not (include "frostline.isScaled" .) }}
  replicas: {{ $values.replicas }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "frostline.selector" . | nindent 6 }}
      {{- include "frostline.track" . | nindent 6 }}
  minReadySeconds: 5
  {{- if eq .facts.kind "StatefulSet" }}
  serviceName: {{ include "frostline.appName" . }}
  # pods start without waiting for each other
  podManagementPolicy: Parallel
  {{- else }}
  strategy:
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
  {{- end }}
  {{- if .facts.volume }}
  persistentVolumeClaimRetentionPolicy:
    whenDeleted: Retain
    whenScaled: Retain
  {{- end }}
  template:
    metadata:
      labels:
        {{- include "frostline.labels" . | nindent 8 }}
        {{- include "frostline.track" . | nindent 8 }}
        {{- include "frostline.podLabels" . | nindent 8 }}
      {{- with include "frostline.podAnnotations" . | trim }}
      annotations: {{- . | nindent 8 }}
      {{- end }}
    spec:
      {{- include "frostline.pod" . | nindent 6 }}
      topologySpreadConstraints:
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - topologyKey: {{ . }}
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "frostline.selector" $ | nindent 14 }}
        {{- end }}
      terminationGracePeriodSeconds: 60
      containers:
        - name: {{ .app }}
          image: {{ include "frostline.image" (merge (dict "tag" (.canary | ternary (dig "canary" "tag" "" $values) "")) .) }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          env:
            {{- include "frostline.appEnv" . | trim | nindent 12 }}
            {{- include "frostline.migrationEnv" (dict "databases" .facts.databases "migrate" false) | trim | nindent 12 }}
          ports:
            - {name: http, containerPort: 8080}
          {{- include "frostline.probes" (dict "start" 120) | nindent 10 }}
          {{- include "frostline.lifecycle" . | nindent 10 }}
          {{- include "frostline.container" . | nindent 10 }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            {{- if .facts.volume }}
            - {name: data, mountPath: /data}
            {{- end }}
            {{- include "frostline.caMounts" . | trim | nindent 12 }}
      volumes:
        - name: tmp
          emptyDir: {}
        {{- include "frostline.caVolumes" . | trim | nindent 8 }}
  {{- if .facts.volume }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        {{- with $values.storage.storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests:
            storage: {{ $values.storage.size }}
  {{- end }}
{{- end -}}

{{/* Label that separates a Deployment's pods from the canary's; a Service selects both. */}}
{{- define "frostline.track" -}}
{{- if eq .facts.kind "Deployment" }}
frostline.io/track: {{ .canary | ternary "canary" "stable" }}
{{- end }}
{{- end -}}

{{/* {root, app, facts}: "true" if a canary runs. */}}
{{- define "frostline.hasCanary" -}}
{{- $values := index .root.Values.apps .app -}}
{{- if and (eq .facts.kind "Deployment") (dig "canary" "tag" "" $values) }}true{{ end -}}
{{- end -}}
