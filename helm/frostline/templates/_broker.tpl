{{/* "true" if this chart runs the MQTT broker: in the pod of the embedded form, or in its own. */}}
{{- define "frostline.broker.runs" -}}
{{- if or (eq .Values.mode "embedded") .Values.mqtt.create }}true{{ end -}}
{{- end -}}

{{- define "frostline.broker.port" -}}
{{- eq .Values.mode "embedded" | ternary 1883 (int .Values.mqtt.port) -}}
{{- end -}}

{{/* Port for agents. If agents use TLS, only services use the other port. */}}
{{- define "frostline.broker.agentsPort" -}}
{{- if .Values.mqttService.tlsSecret }}8883{{ else }}{{ include "frostline.broker.port" . }}{{ end -}}
{{- end -}}

{{- define "frostline.broker.args" -}}
{{- with .Values.mqttService.usersSecret }}
- --mqtt-users=/etc/frostline/mqtt-users
{{- end }}
{{- with .Values.mqttService.tlsSecret }}
- --mqtts-port=8883
- --certificate=/etc/frostline/mqtt-certificate
{{- end }}
{{- end -}}

{{- define "frostline.broker.ports" -}}
- {name: mqtt, containerPort: {{ include "frostline.broker.port" . }}}
{{- if .Values.mqttService.tlsSecret }}
- {name: mqtts, containerPort: 8883}
{{- end }}
{{- end -}}

{{- define "frostline.broker.mounts" -}}
{{- if .Values.mqttService.usersSecret }}
- {name: mqtt-users, mountPath: /etc/frostline/mqtt-users, readOnly: true}
{{- end }}
{{- if .Values.mqttService.tlsSecret }}
- {name: mqtt-certificate, mountPath: /etc/frostline/mqtt-certificate, readOnly: true}
{{- end }}
{{- end -}}

{{- define "frostline.broker.volumes" -}}
{{- with .Values.mqttService.usersSecret }}
- name: mqtt-users
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- with .Values.mqttService.tlsSecret }}
- name: mqtt-certificate
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- end -}}

{{/* {root, app}: Services of the broker. If agents use TLS, the plaintext port is reachable only inside the cluster. */}}
{{- define "frostline.broker.services" -}}
{{- $service := .root.Values.mqttService }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "frostline.fullname" .root }}-mqtt
  labels: {{- include "frostline.labels" . | nindent 4 }}
  {{- if not $service.tlsSecret }}
  {{- with $service.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
spec:
  type: {{ $service.tlsSecret | empty | ternary $service.type "ClusterIP" }}
  selector: {{- include "frostline.selector" . | nindent 4 }}
  ports:
    - {name: tcp-mqtt, port: {{ include "frostline.broker.port" .root }}, targetPort: mqtt}
{{- if $service.tlsSecret }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ include "frostline.fullname" .root }}-mqtts
  labels: {{- include "frostline.labels" . | nindent 4 }}
  {{- with $service.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ $service.type }}
  selector: {{- include "frostline.selector" . | nindent 4 }}
  ports:
    - {name: tls-mqtts, port: 8883, targetPort: mqtts}
{{- end }}
{{- end -}}
