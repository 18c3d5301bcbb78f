{{- define "edge.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 32 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 32 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* {root, site}: name of a site's objects. A site name that is no valid object name, or is too long, gets a hash to stay unique. */}}
{{- define "edge.siteName" -}}
{{- $plain := .site.name | lower | replace "_" "-" | replace "." "-" -}}
{{- if or (ne $plain .site.name) (gt (len $plain) 30) -}}
{{- $plain = printf "%s-%s" ($plain | trunc 23) (.site.name | sha256sum | trunc 6) -}}
{{- end -}}
{{ include "edge.fullname" .root }}-{{ $plain }}
{{- end -}}

{{/* {root, site}: must never change, because a selector is immutable. */}}
{{- define "edge.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
frostline.io/site: {{ .site.name | quote }}
{{- end -}}

{{/* {root}, and {site} for the objects of a site */}}
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

{{/* {root, site}: YAML file of the agent; its paths are relative to its folder. */}}
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

{{/* Fails before anything is rendered if a value is missing. */}}
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

{{/* Probe of the agent's port; {path} for HTTP. On the node's network the agent listens only on loopback. */}}
{{- define "edge.port" -}}
{port: health{{ with .path }}, path: {{ . }}{{ end }}{{ if .Values.hostNetwork }}, host: 127.0.0.1{{ end }}}
{{- end -}}
