{{/* Name of the release's objects. It is short enough for the suffix "-notification-migrate-" and a hash. */}}
{{- define "frostline.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 32 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 32 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* {root, app}: name of an app's objects; in the embedded form, the name of the release's objects. */}}
{{- define "frostline.appName" -}}
{{- $name := include "frostline.fullname" .root -}}
{{- if eq .app "frostline" }}{{ $name }}{{ else }}{{ $name }}-{{ .app }}{{ end -}}
{{- end -}}

{{/* {root, app}: must never change, because a selector is immutable. */}}
{{- define "frostline.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .app }}
{{- end -}}

{{/* {root, app} */}}
{{- define "frostline.labels" -}}
{{ include "frostline.selector" . }}
app.kubernetes.io/part-of: frostline
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* {root, app} */}}
{{- define "frostline.image" -}}
{{- $image := .root.Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}/{{ .app }}:{{ default .root.Chart.AppVersion (default $image.tag .tag) }}
{{- end -}}
