{{/* {root, app}: clients of the API: the configured peers, and `helm test`. A rule without peers would admit everybody. */}}
{{- define "frostline.network.clients" -}}
{{- $isTested := eq .app (include "frostline.test.app" .root) }}
{{- if or $isTested .root.Values.networkPolicy.clientsFrom }}
- from:
    {{- if $isTested }}
    - podSelector:
        matchLabels: {{- include "frostline.selector" (dict "root" .root "app" "test") | nindent 10 }}
    {{- end }}
    {{- with .root.Values.networkPolicy.clientsFrom }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  ports: [{port: 8080}]
{{- end }}
{{- end -}}

{{/* Agents connect from anywhere unless agentsFrom is set. `helm test` uses the port of the services. */}}
{{- define "frostline.network.agents" -}}
- ports: [{port: {{ include "frostline.broker.agentsPort" . }}}]
  {{- with .Values.networkPolicy.agentsFrom }}
  from:
    {{- toYaml . | nindent 4 }}
  {{- end }}
- from:
    - podSelector:
        matchLabels: {{- include "frostline.selector" (dict "root" . "app" "test") | nindent 10 }}
  ports: [{port: {{ include "frostline.broker.port" . }}}]
{{- end -}}

{{- define "frostline.network.monitoring" -}}
{{- if .Values.monitoring.enabled }}
- from:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.monitoring.namespace }}
  ports: [{port: {{ .Values.istio.enabled | ternary 15020 8080 }}}]
{{- end }}
{{- end -}}

{{/* DNS, and the mesh's control plane. */}}
{{- define "frostline.network.common" -}}
- ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
{{- if .Values.istio.enabled }}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.istio.namespace }}
  ports: [{port: 15012}]
{{- end }}
{{- end -}}

{{- define "frostline.network.postgres" -}}
- ports: [{port: {{ .Values.postgres.create | ternary 5432 .Values.postgres.port }}}]
  {{- if .Values.postgres.create }}
  to:
    - podSelector:
        matchLabels:
          cnpg.io/cluster: {{ include "frostline.fullname" . }}-postgres
  {{- end }}
{{- end -}}

{{- define "frostline.network.kafka" -}}
- ports:
    {{- if .Values.kafka.create }}
    - port: 9092
    {{- else }}
    {{- range regexFindAll ":[0-9]+" .Values.kafka.bootstrapServers -1 | uniq }}
    - port: {{ trimPrefix ":" . }}
    {{- end }}
    {{- end }}
  {{- if .Values.kafka.create }}
  to:
    - podSelector:
        matchLabels:
          strimzi.io/cluster: {{ include "frostline.fullname" . }}
  {{- end }}
{{- end -}}

{{- define "frostline.network.mqtt" -}}
- ports: [{port: {{ .Values.mqtt.port }}}]
  {{- if .Values.mqtt.create }}
  to:
    - podSelector:
        matchLabels: {{- include "frostline.selector" (dict "root" . "app" "mqtt") | nindent 10 }}
  {{- end }}
{{- end -}}

{{/* Mail servers and webhook receivers may be anywhere. */}}
{{- define "frostline.network.delivery" -}}
- ports:
    {{- if .Values.smtp.host }}
    - port: {{ .Values.smtp.port }}
    {{- end }}
    {{- range .Values.networkPolicy.webhookPorts }}
    - port: {{ . }}
    {{- end }}
{{- end -}}

{{/* App that `helm test` queries. */}}
{{- define "frostline.test.app" -}}
{{- eq .Values.mode "embedded" | ternary "frostline" "history" -}}
{{- end -}}
