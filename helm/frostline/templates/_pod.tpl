{{/* {root, app}: what all pods have alike. */}}
{{- define "frostline.pod" -}}
serviceAccountName: {{ include "frostline.appName" . }}
automountServiceAccountToken: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- if .root.Values.fixedUserIds }}
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  {{- end }}
  # PostgreSQL refuses a folder whose mode was widened; so it is, at each mount, unless only a wrong root is mended
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* {root}: annotations of all pods of the cloud. */}}
{{- define "frostline.podAnnotations" -}}
{{- if .root.Values.istio.enabled }}
sidecar.istio.io/inject: "true"
# the sidecar sees calls of the API alone; agents come to MQTT by themselves
traffic.sidecar.istio.io/includeInboundPorts: "8080"
# it is there before the service, and as long as the service takes to end
proxy.istio.io/config: '{"holdApplicationUntilProxyStarts": true, "terminationDrainDuration": "45s"}'
# the sidecar hands on the service's metrics with its own
prometheus.io/scrape: "true"
prometheus.io/port: "8080"
prometheus.io/path: /q/metrics
{{- end }}
{{- with .root.Values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* {root}: labels of all pods of the cloud, beside those of their objects. */}}
{{- define "frostline.podLabels" -}}
{{- if .root.Values.istio.enabled }}
sidecar.istio.io/inject: "true"
{{- end }}
{{- end -}}

{{- define "frostline.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end -}}

{{/* {start}: how many seconds a start may take. Starting, alive and ready to be called are three things. */}}
{{- define "frostline.probes" -}}
startupProbe:
  httpGet: {path: /q/health/started, port: http}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: {{ div .start 2 }}
livenessProbe:
  httpGet: {path: /q/health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}

{{/* A pod that stops is still called for a moment, until everyone has heard of it. */}}
{{- define "frostline.lifecycle" -}}
lifecycle:
  preStop:
    sleep:
      seconds: 5
{{- end -}}

{{/* {name, secret, key, optional}: an environment variable from a secret. */}}
{{- define "frostline.fromSecret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: {{ .key }}}
{{- end -}}

{{/* What is said to the mail server and to webhooks. */}}
{{- define "frostline.deliveryEnv" -}}
{{- with .Values.smtp.secret }}
{{ include "frostline.fromSecret" (dict "name" "SMTP_USER" "secret" . "key" "username") }}
{{ include "frostline.fromSecret" (dict "name" "SMTP_PASSWORD" "secret" . "key" "password") }}
{{- end }}
{{- with .Values.webhookSecret }}
{{ include "frostline.fromSecret" (dict "name" "WEBHOOK_SECRET" "secret" . "key" "secret") }}
{{- end }}
{{- end -}}

{{/* A map of settings that an operator adds. */}}
{{- define "frostline.env" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}
