{{- define "edge.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 32 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 32 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* {root, site}: sites may be named as objects may not: what differs only in that, or at its end, differs by a hash. */}}
{{- define "edge.siteName" -}}
{{- $plain := .site.name | lower | replace "_" "-" | replace "." "-" -}}
{{- if or (ne $plain .site.name) (gt (len $plain) 30) -}}
{{- $plain = printf "%s-%s" ($plain | trunc 23) (.site.name | sha256sum | trunc 6) -}}
{{- end -}}
{{ include "edge.fullname" .root }}-{{ $plain }}
{{- end -}}

{{/* {root, site}: never changes, since a selector can't. */}}
{{- define "edge.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
frostline.io/site: {{ .site.name | quote }}
{{- end -}}

{{/* {root}, and {site} where it is of one */}}
{{- define "edge.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .site }}
frostline.io/site: {{ .name | quote }}
{{- end }}
app.kubernetes.io/component: edge-agent
app.kubernetes.io/part-of: frostline
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "edge.image" -}}
{{- $image := .Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}/edge-agent:{{ default .Chart.AppVersion $image.tag }}
{{- end -}}

{{/* {root, site}: the agent's YAML file; paths are relative to its folder. */}}
{{- define "edge.config" -}}
site: {{ .site.name | quote }}
buffer:
  file: /buffer/frostline-buffer.db
  max-bytes: {{ .root.Values.buffer.maxBytes }}
uplink:
  broker: {{ .root.Values.broker | quote }}
  {{- if .site.secret }}
  username-file: ../enrolment/username
  password-file: ../enrolment/password
  {{- end }}
  {{- if .root.Values.trust }}
  trust: ../trust/ca.crt
  {{- end }}
health: {host: {{ .root.Values.hostNetwork | ternary "127.0.0.1" "0.0.0.0" }}, port: 9464}
{{- range $kind := list "sensors" "brokers" "rooms" }}
{{- with index $.site $kind }}
{{ $kind }}: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Said before anything is rendered. */}}
{{- define "edge.validate" -}}
{{- if not .Values.broker -}}
{{- fail "set broker to where the cloud's MQTT broker is reached from the warehouses, e.g. ssl://mqtt.example.com:8883" -}}
{{- end -}}
{{- if not .Values.sites -}}
{{- fail "set sites: each a name and its sensors, e.g. [{name: bilbao, sensors: [{name: freezer-1, source: one-wire, file: /sys/bus/w1/devices/28-0316a2794bff/w1_slave}]}]" -}}
{{- end -}}
{{- $seen := dict -}}
{{- range .Values.sites -}}
{{- if hasKey $seen .name -}}
{{- fail (printf "there are two sites named %s" .name) -}}
{{- end -}}
{{- $_ := set $seen .name true -}}
{{- if not (or .sensors .brokers) -}}
{{- fail (printf "site %s has nothing to record: give it sensors or brokers" .name) -}}
{{- end -}}
{{- if and $.Values.kubeedge.devices (not .node) -}}
{{- fail (printf "kubeedge.devices needs to know where the devices are: give site %s its node" .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A probe of the agent's port; where it shares the node's network it listens on loopback alone. {path} for HTTP. */}}
{{- define "edge.port" -}}
{port: health{{ with .path }}, path: {{ . }}{{ end }}{{ if .Values.hostNetwork }}, host: 127.0.0.1{{ end }}}
{{- end -}}
