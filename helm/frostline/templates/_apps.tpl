{{/*
Properties of each service, for the templates that render it:

kind       StatefulSet if a process needs a stable name or folder; else Deployment
databases  its schemas, each with its own Flyway
kafka, mqtt, smtp
calls      services that it calls; a service admits only its callers
actions    takes part in long-running actions, or begins them
public     paths for clients
internal   paths for the services that call it
callbacks  paths of a participant; a coordinator calls complete and compensate below each
consumes   topic and group whose lag can scale it
scales     more replicas do more work; if false, they are standbys, or each has its own state
*/}}
{{- define "frostline.apps" -}}
intake:
  kind: StatefulSet # the broker keeps the queue of a client by the client's name
  kafka: true
  mqtt: true
  scales: true
history:
  kind: Deployment
  databases: [history]
  kafka: true
  public: [/api/v1/sites, /api/v1/sensors, /api/v1/log]
  internal: [/api/v1/arrivals, /api/v1/columns]
  consumes: {topic: frostline.readings, group: frostline-history}
  scales: true
coldroom:
  kind: Deployment
  databases: [coldroom]
  kafka: true
  mqtt: true
  calls: [history]
  public: [/api/v1/rooms, /api/v1/excursions, /api/v1/alarms]
  scales: false
lra-coordinator:
  kind: StatefulSet # each coordinator has its own log
  volume: true
  calls: [stock, payment]
  internal: [/lra-coordinator]
  scales: false
stock:
  kind: Deployment
  databases: [stock]
  kafka: true
  actions: true
  calls: [lra-coordinator]
  public: [/api/v1/products, /api/v1/lots, /api/v1/shipments]
  internal: [/api/v1/stock-holds, /api/v1/stock-releases, /api/v1/stock-quarantines]
  callbacks: [/lra/stock, /lra/stock-release, /lra/quarantine]
  scales: true
payment:
  kind: StatefulSet # an in-doubt transaction is ended by the process that began it
  volume: true
  databases: [payment, ledger]
  kafka: true
  actions: true
  calls: [lra-coordinator]
  public: [/api/v1/accounts, /api/v1/transfers]
  internal: [/api/v1/payment-holds, /api/v1/refund-holds]
  callbacks: [/lra/payment, /lra/refund]
  scales: false
order:
  kind: Deployment
  databases: [order]
  kafka: true
  actions: true
  calls: [stock, payment, lra-coordinator]
  public: [/api/v1/customers, /api/v1/orders, /api/v1/sagas, /api/v1/quarantines]
  scales: true
notification:
  kind: Deployment
  databases: [notification]
  kafka: true
  smtp: true
  calls: [order]
  public: [/api/v1/mails, /api/v1/webhooks]
  consumes: {topic: frostline.order.events, group: frostline-notification}
  scales: true
{{- end -}}

{{/* {root, app}: URL of the app. */}}
{{- define "frostline.url" -}}
http://{{ include "frostline.appName" . }}:8080
{{- end -}}

{{/* URLs of the coordinators. The ids of a coordinator's actions begin with its URL, so the URL never changes. */}}
{{- define "frostline.coordinators" -}}
{{- $values := index .Values.apps "lra-coordinator" -}}
{{- $urls := list -}}
{{- range $i := until (max (int $values.replicas) (int $values.known) | int) -}}
{{- $urls = append $urls (printf "http://%s-%d:8080" (include "frostline.appName" (dict "root" $ "app" "lra-coordinator")) $i) -}}
{{- end -}}
{{- join "," $urls -}}
{{- end -}}

{{/* {root, app, facts}: environment variables of a service. */}}
{{- define "frostline.appEnv" -}}
{{- $root := .root }}
{{- $values := .root.Values }}
{{- $mine := index $values.apps .app }}
- name: QUARKUS_SHUTDOWN_TIMEOUT
  value: 20s
{{- with $values.javaOptions }}
- name: JAVA_TOOL_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- if .facts.databases }}
- name: POSTGRES_HOST
  value: {{ include "frostline.postgres.host" $root }}
- name: POSTGRES_PORT
  value: {{ $values.postgres.port | quote }}
- name: POSTGRES_DATABASE
  value: {{ $values.postgres.database }}
{{- if has "ledger" .facts.databases }}
- name: LEDGER_DATABASE
  value: {{ $values.postgres.ledgerDatabase }}
{{- end }}
{{ include "frostline.fromSecret" (dict "name" "POSTGRES_USER" "secret" (include "frostline.postgres.secret" $root) "key" "username") }}
{{ include "frostline.fromSecret" (dict "name" "POSTGRES_PASSWORD" "secret" (include "frostline.postgres.secret" $root) "key" "password") }}
{{- end }}
{{- if .facts.kafka }}
{{ include "frostline.kafkaEnv" $root | trim }}
{{- end }}
{{- if .facts.mqtt }}
{{ include "frostline.mqttEnv" $root | trim }}
{{- end }}
{{- if .facts.actions }}
- name: LRA_COORDINATORS
  value: {{ include "frostline.coordinators" $root }}
- name: SELF_URL
  value: {{ include "frostline.url" . }}
{{- end }}
{{- range .facts.calls }}
{{- if ne . "lra-coordinator" }}
{{- if ne $.app "lra-coordinator" }}
- name: {{ upper . }}_URL
  value: {{ include "frostline.url" (dict "root" $root "app" .) }}
{{- end }}
{{- end }}
{{- end }}
{{- if eq .app "intake" }}
- name: FROSTLINE_INTAKE_TOPIC_PARTITIONS
  value: {{ $values.kafka.readingsPartitions | quote }}
{{- end }}
{{- if eq .app "payment" }}
- name: PAYMENT_TRANSACTIONS
  value: /data/transactions
{{- else if .facts.databases }}
# with a single database no log is needed, but the folder is created anyway
- name: QUARKUS_TRANSACTION_MANAGER_OBJECT_STORE_DIRECTORY
  value: /tmp/transactions
{{- end }}
{{- if eq .app "lra-coordinator" }}
- name: FROSTLINE_COORDINATOR_STORE
  value: /data/lra-coordinator
- name: FROSTLINE_COORDINATOR_NODE
  valueFrom:
    fieldRef: {fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']"}
{{- end }}
{{- if .facts.smtp }}
- name: SMTP_HOST
  value: {{ $values.smtp.host | quote }}
- name: SMTP_PORT
  value: {{ $values.smtp.port | quote }}
{{ include "frostline.deliveryEnv" $root | trim }}
{{- end }}
{{- include "frostline.env" $mine.env }}
{{- end -}}

{{/* {databases, migrate}: true: the process creates its tables; false: it starts only if they exist. */}}
{{- define "frostline.migrationEnv" -}}
{{- range .databases }}
- name: QUARKUS_FLYWAY_{{ upper . }}_MIGRATE_AT_START
  value: {{ $.migrate | quote }}
- name: QUARKUS_FLYWAY_{{ upper . }}_VALIDATE_AT_START
  value: {{ not $.migrate | quote }}
{{- end }}
{{- end -}}

{{/* {root, app, facts}: metric that scales the replicas: "lag", "cpu", or empty. */}}
{{- define "frostline.isScaled" -}}
{{- $flags := .root.Values.autoscaling -}}
{{- if and .facts.scales $flags.keda .facts.consumes -}}lag
{{- else if and .facts.scales $flags.enabled -}}cpu
{{- end -}}
{{- end -}}
