{{/* {root, app}: common part of all pod specs. */}}
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
  # by default each mount widens the folder's mode, and PostgreSQL refuses such a folder
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

{{/* {root}: annotations of all pods. */}}
{{- define "frostline.podAnnotations" -}}
{{- if .root.Values.istio.enabled }}
sidecar.istio.io/inject: "true"
# the sidecar intercepts only calls of the API; agents connect to MQTT directly
traffic.sidecar.istio.io/includeInboundPorts: "8080"
# the sidecar starts before the service, and runs until the service has ended
proxy.istio.io/config: '{"holdApplicationUntilProxyStarts": true, "terminationDrainDuration": "45s"}'
# the sidecar serves the service's metrics with its own
prometheus.io/scrape: "true"
prometheus.io/port: "8080"
prometheus.io/path: /q/metrics
{{- end }}
{{- with .root.Values.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* {root}: labels of all pods, in addition to those of their objects. */}}
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

{{/* {start}: maximum seconds of a start. Startup, liveness and readiness have separate endpoints. */}}
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

{{/* A stopping pod still receives calls for a moment, until all callers know of its removal. */}}
{{- define "frostline.lifecycle" -}}
lifecycle:
  preStop:
    sleep:
      seconds: 5
{{- end -}}

{{/* {name, secret, key}: environment variable from a secret. */}}
{{- define "frostline.fromSecret" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: {{ .key }}}
{{- end -}}

{{/* Credentials for the mail server, and the secret that signs webhook calls. */}}
{{- define "frostline.deliveryEnv" -}}
{{- with .Values.smtp.secret }}
{{ include "frostline.fromSecret" (dict "name" "SMTP_USER" "secret" . "key" "username") }}
{{ include "frostline.fromSecret" (dict "name" "SMTP_PASSWORD" "secret" . "key" "password") }}
{{- end }}
{{- with .Values.webhookSecret }}
{{ include "frostline.fromSecret" (dict "name" "WEBHOOK_SECRET" "secret" . "key" "secret") }}
{{- end }}
{{- end -}}

{{/* Map of environment variables that the operator of the cluster adds. */}}
{{- define "frostline.env" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}
