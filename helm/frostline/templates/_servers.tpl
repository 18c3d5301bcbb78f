{{/* Addresses of PostgreSQL, Kafka and MQTT: existing servers, or those that this chart creates by operators. */}}
{{- define "frostline.postgres.host" -}}
{{- if .Values.postgres.create }}{{ include "frostline.fullname" . }}-postgres-rw{{ else }}{{ .Values.postgres.host }}{{ end -}}
{{- end -}}

{{- define "frostline.postgres.secret" -}}
{{- if .Values.postgres.create }}{{ include "frostline.fullname" . }}-postgres-app{{ else }}{{ .Values.postgres.secret }}{{ end -}}
{{- end -}}

{{- define "frostline.kafka" -}}
{{- if .Values.kafka.create }}{{ include "frostline.fullname" . }}-kafka-bootstrap:9092{{ else }}{{ .Values.kafka.bootstrapServers }}{{ end -}}
{{- end -}}

{{/* Kafka client settings, with Kafka's own names. The connection to this chart's Kafka is plaintext; a NetworkPolicy limits its clients. */}}
{{- define "frostline.kafkaEnv" -}}
{{- $kafka := .Values.kafka -}}
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ include "frostline.kafka" . }}
{{- if not $kafka.create }}
{{- if or $kafka.secret $kafka.tls }}
- name: KAFKA_SECURITY_PROTOCOL
  value: {{ printf "%s%s" (empty $kafka.secret | ternary "" "SASL_") ($kafka.tls | ternary "SSL" "PLAINTEXT") }}
{{- end }}
{{- with $kafka.secret }}
- name: KAFKA_SASL_MECHANISM
  value: {{ $kafka.saslMechanism }}
{{ include "frostline.fromSecret" (dict "name" "FROSTLINE_KAFKA_USERNAME" "secret" . "key" "username") }}
{{ include "frostline.fromSecret" (dict "name" "FROSTLINE_KAFKA_PASSWORD" "secret" . "key" "password") }}
{{- $module := eq $kafka.saslMechanism "PLAIN" | ternary "plain.PlainLoginModule" "scram.ScramLoginModule" }}
- name: KAFKA_SASL_JAAS_CONFIG
  value: org.apache.kafka.common.security.{{ $module }} required username="$(FROSTLINE_KAFKA_USERNAME)" password="$(FROSTLINE_KAFKA_PASSWORD)";
{{- end }}
{{- if include "frostline.kafka.ca" . }}
- name: KAFKA_SSL_TRUSTSTORE_TYPE
  value: PEM
- name: KAFKA_SSL_TRUSTSTORE_LOCATION
  value: /etc/frostline/kafka/ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{/* Secret with the authority of Kafka's certificates, if one is needed; below, the same for the MQTT broker. */}}
{{- define "frostline.kafka.ca" -}}
{{- if and .Values.kafka.tls (not .Values.kafka.create) }}{{ .Values.kafka.caSecret }}{{ end -}}
{{- end -}}

{{- define "frostline.mqtt.ca" -}}
{{- if and .Values.mqtt.tls (not (include "frostline.broker.runs" .)) }}{{ .Values.mqtt.caSecret }}{{ end -}}
{{- end -}}

{{/* MQTT client settings. The connection to this chart's broker is plaintext; a NetworkPolicy limits its clients. */}}
{{- define "frostline.mqttEnv" -}}
{{- $mqtt := .Values.mqtt -}}
- name: MQTT_HOST
  value: {{ include "frostline.mqtt.host" . }}
- name: MQTT_PORT
  value: {{ $mqtt.port | quote }}
{{- if $mqtt.create }}
{{- with .Values.mqttService.usersSecret }}
- name: MQTT_USERNAME
  value: frostline
{{ include "frostline.fromSecret" (dict "name" "MQTT_PASSWORD" "secret" . "key" "frostline") }}
{{- end }}
{{- else }}
- name: MQTT_TLS
  value: {{ $mqtt.tls | quote }}
{{- with $mqtt.secret }}
{{ include "frostline.fromSecret" (dict "name" "MQTT_USERNAME" "secret" . "key" "username") }}
{{ include "frostline.fromSecret" (dict "name" "MQTT_PASSWORD" "secret" . "key" "password") }}
{{- end }}
{{- if include "frostline.mqtt.ca" . }}
- name: QUARKUS_TLS_MQTT_TRUST_STORE_PEM_CERTS
  value: /etc/frostline/mqtt/ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{/* {root, facts}: certificate authorities that a service trusts. */}}
{{- define "frostline.caMounts" -}}
{{- range tuple "kafka" "mqtt" }}
{{- if and (index $.facts .) (include (printf "frostline.%s.ca" .) $.root) }}
- {name: {{ . }}-ca, mountPath: /etc/frostline/{{ . }}, readOnly: true}
{{- end }}
{{- end }}
{{- end -}}

{{- define "frostline.caVolumes" -}}
{{- range tuple "kafka" "mqtt" }}
{{- if and (index $.facts .) (include (printf "frostline.%s.ca" .) $.root) }}
- name: {{ . }}-ca
  secret: {secretName: {{ include (printf "frostline.%s.ca" .) $.root }}, defaultMode: 0440}
{{- end }}
{{- end }}
{{- end -}}

{{- define "frostline.mqtt.host" -}}
{{- if .Values.mqtt.create }}{{ include "frostline.fullname" . }}-mqtt{{ else }}{{ .Values.mqtt.host }}{{ end -}}
{{- end -}}

{{/* Fails before anything is rendered if a required value is missing. */}}
{{- define "frostline.validate" -}}
{{- if eq .Values.mode "distributed" -}}
{{- if not (or .Values.postgres.create (and .Values.postgres.host .Values.postgres.secret)) -}}
{{- fail "mode=distributed needs PostgreSQL: set postgres.host and postgres.secret (a secret with username and password), or postgres.create=true where CloudNativePG runs" -}}
{{- end -}}
{{- if not (or .Values.kafka.create .Values.kafka.bootstrapServers) -}}
{{- fail "mode=distributed needs Kafka: set kafka.bootstrapServers, or kafka.create=true where Strimzi runs" -}}
{{- end -}}
{{- if not (or .Values.mqtt.create .Values.mqtt.host) -}}
{{- fail "mode=distributed needs an MQTT 5 broker: set mqtt.host, or mqtt.create=true for a single one" -}}
{{- end -}}
{{- if and .Values.mqtt.create .Values.mqttService.tlsSecret (eq (int .Values.mqtt.port) 8883) -}}
{{- fail "mqtt.port is where services come to the broker in the clear: with mqttService.tlsSecret, agents have 8883; leave it 1883" -}}
{{- end -}}
{{- if not .Values.smtp.host -}}
{{- fail "mode=distributed needs a mail server: set smtp.host" -}}
{{- end -}}
{{- end -}}
{{- if or .Values.ingress.enabled .Values.gateway.enabled .Values.istio.gateways -}}
{{- if not .Values.host -}}
{{- fail "ingress, gateway and istio.gateways need a name: set host" -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.clientsFrom) -}}
{{- fail "nobody may call the API yet: set networkPolicy.clientsFrom to where the ingress or the gateway runs, e.g. [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.gateway.enabled (not .Values.gateway.parentRefs) -}}
{{- fail "gateway.enabled needs gateway.parentRefs, e.g. [{name: public, namespace: gateways}]" -}}
{{- end -}}
{{- if .Values.certManager.enabled -}}
{{- if not .Values.certManager.issuer -}}
{{- fail "certManager.enabled needs certManager.issuer, the name of an issuer" -}}
{{- end -}}
{{- if not .Values.host -}}
{{- fail "certManager.enabled needs a name to certify: set host" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.istio.gateways (not .Values.istio.enabled) -}}
{{- fail "istio.gateways needs istio.enabled=true" -}}
{{- end -}}
{{- end -}}
