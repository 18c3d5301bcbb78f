{{/* List of {app, service, paths}: paths that clients may call, and the service that answers. */}}
{{- define "frostline.public" -}}
{{- $embedded := eq .Values.mode "embedded" }}
{{- range $app, $facts := include "frostline.apps" . | fromYaml }}
{{- if $facts.public }}
- app: {{ $app }}
  service: {{ include "frostline.appName" (dict "root" $ "app" ($embedded | ternary "frostline" $app)) }}
  paths: {{ toJson $facts.public }}
{{- end }}
{{- end }}
{{- if $embedded }}
# each service has its own dead letters; in the embedded form one process answers for all
- app: order
  service: {{ include "frostline.fullname" . }}
  paths: [/api/v1/dead-letters]
{{- end }}
{{- end -}}
