{{/* Service and its public paths. */}}
{{- define "frostline.publicByService" -}}
{{- $embedded := eq .Values.mode "embedded" }}
{{- $all := list }}
{{- range $app, $facts := include "frostline.apps" . | fromYaml }}
{{- if $facts.public }}
{{- if $embedded }}
{{- $all = concat $all $facts.public }}
{{- else }}
{{ include "frostline.appName" (dict "root" $ "app" $app) }}: {{ toJson $facts.public }}
{{- end }}
{{- end }}
{{- end }}
{{- if $embedded }}
{{ include "frostline.fullname" . }}: {{ append $all "/api/v1/dead-letters" | toJson }}
{{- end }}
{{- end -}}

{{/* The same as a list of {service, path}. */}}
{{- define "frostline.public" -}}
{{- range $service, $paths := include "frostline.publicByService" . | fromYaml }}
{{- range $paths }}
- {service: {{ $service }}, path: {{ . }}}
{{- end }}
{{- end }}
{{- end -}}
