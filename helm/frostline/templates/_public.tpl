{{/* A list of {app, service, paths}: what clients may call, and who answers. */}}
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
# of each service its own; here they are one
- app: order
  service: {{ include "frostline.fullname" . }}
  paths: [/api/v1/dead-letters]
{{- end }}
{{- end -}}
