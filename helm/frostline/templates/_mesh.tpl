{{/* {root, app}: identity of the app in the mesh. */}}
{{- define "frostline.mesh.principal" -}}
{{ .root.Values.istio.trustDomain }}/ns/{{ .root.Release.Namespace }}/sa/{{ include "frostline.appName" . }}
{{- end -}}

{{/*
{root, app, facts}: authorization rules of a service.

- anyone in the mesh, and the gateways: the public paths
- the services that call it: the internal paths
- a coordinator: complete and compensate of a participant
- order: the same, if a coordinator has given up; also the state of a participant's part, and its deletion
*/}}
{{- define "frostline.mesh.rules" -}}
{{- $root := .root }}
{{- $app := .app }}
{{- with .facts.public }}
- to:
    - operation:
        paths: {{ include "frostline.mesh.below" . }}
{{- end }}
{{- with .facts.internal }}
- from:
    - source:
        principals:
          {{- range $caller, $of := include "frostline.apps" $root | fromYaml }}
          {{- if and (has $app ($of.calls | default list)) (or (ne $caller "lra-coordinator") (not $.facts.callbacks)) }}
          - {{ include "frostline.mesh.principal" (dict "root" $root "app" $caller) }}
          {{- end }}
          {{- end }}
  to:
    - operation:
        paths: {{ include "frostline.mesh.below" . }}
{{- end }}
{{- with .facts.callbacks }}
- from:
    - source:
        principals:
          - {{ include "frostline.mesh.principal" (dict "root" $root "app" "lra-coordinator") }}
          - {{ include "frostline.mesh.principal" (dict "root" $root "app" "order") }}
  to:
    - operation:
        methods: [PUT]
        paths:
          {{- range . }}
          - {{ . }}/complete
          - {{ . }}/compensate
          {{- end }}
- from:
    - source:
        principals:
          - {{ include "frostline.mesh.principal" (dict "root" $root "app" "order") }}
  to:
    - operation:
        paths:
          {{- range . }}
          - {{ . }}
          - {{ . }}/forget
          {{- end }}
{{- end }}
{{- if eq $app "order" }}
- from:
    - source:
        principals: [{{ include "frostline.mesh.principal" (dict "root" $root "app" "notification") }}]
  to:
    - operation:
        methods: [GET]
        paths: [/api/v1/customers, /api/v1/orders]
{{- end }}
{{- end -}}

{{/* List of paths: each path, and all paths below it. */}}
{{- define "frostline.mesh.below" -}}
{{- $all := list -}}
{{- range . -}}
{{- $all = concat $all (list . (printf "%s/*" .)) -}}
{{- end -}}
{{- toJson $all -}}
{{- end -}}

{{/* {root, app, host, canary}: connection limits and outlier detection of a host. */}}
{{- define "frostline.mesh.destination" -}}
{{- $istio := .root.Values.istio -}}
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: {{ .host }}
  labels: {{- include "frostline.labels" . | nindent 4 }}
spec:
  host: {{ .host }}
  trafficPolicy:
    tls:
      mode: ISTIO_MUTUAL
    connectionPool:
      tcp:
        maxConnections: {{ $istio.maxConnections }}
        connectTimeout: 2s
      http:
        http1MaxPendingRequests: {{ $istio.maxPendingRequests }}
        http2MaxRequests: {{ $istio.maxPendingRequests }}
    outlierDetection:
      # an answer, even 500 or 503, ejects no pod; only a failed connection does
      splitExternalLocalOriginErrors: true
      consecutiveLocalOriginFailures: {{ $istio.outlier.failures }}
      consecutive5xxErrors: 0
      consecutiveGatewayErrors: 0
      interval: {{ $istio.outlier.interval }}
      baseEjectionTime: {{ $istio.outlier.ejection }}
      maxEjectionPercent: 50
  {{- if .canary }}
  subsets:
    {{- range list "stable" "canary" }}
    - name: {{ . }}
      labels:
        frostline.io/track: {{ . }}
    {{- end }}
  {{- end }}
{{- end -}}

{{/* {root, app, facts, host, canary}: destination and retries of a call. */}}
{{- define "frostline.mesh.route" -}}
{{- $weight := .canary | ternary (dig "canary" "weight" 0 (index .root.Values.apps .app)) 0 | int -}}
route:
  {{- if .canary }}
  - destination: {host: {{ .host }}, subset: stable, port: {number: 8080}}
    weight: {{ sub 100 $weight }}
  - destination: {host: {{ .host }}, subset: canary, port: {number: 8080}}
    weight: {{ $weight }}
  {{- else }}
  - destination: {host: {{ .host }}, port: {number: 8080}}
  {{- end }}
retries:
  {{- if or .facts.actions (eq .app "lra-coordinator") }}
  # the caller knows what was done and retries by itself; a proxy does not know it
  attempts: 0
  {{- else }}
  attempts: 2
  retryOn: connect-failure,refused-stream
  {{- end }}
{{- end -}}

{{- define "frostline.mesh.virtualService" -}}
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: {{ .host }}
  labels: {{- include "frostline.labels" . | nindent 4 }}
spec:
  hosts: [{{ .host }}]
  http:
    - name: {{ .app }}
      {{- include "frostline.mesh.route" . | nindent 6 }}
{{- end -}}

{{/* {root, app}: rate limit of each pod. Not for participants: a call that ends an action must not be refused. */}}
{{- define "frostline.mesh.rateLimit" -}}
{{- $limit := .root.Values.istio.rateLimit -}}
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata:
  name: {{ include "frostline.appName" . }}-rate-limit
  labels: {{- include "frostline.labels" . | nindent 4 }}
spec:
  workloadSelector:
    labels: {{- include "frostline.selector" . | nindent 6 }}
  configPatches:
    - applyTo: HTTP_FILTER
      match:
        context: SIDECAR_INBOUND
        listener:
          filterChain:
            filter:
              name: envoy.filters.network.http_connection_manager
      patch:
        operation: INSERT_BEFORE
        value:
          name: envoy.filters.http.local_ratelimit
          typed_config:
            "@type": type.googleapis.com/udpa.type.v1.TypedStruct
            type_url: type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
            value:
              stat_prefix: frostline_rate_limit
              token_bucket:
                max_tokens: {{ $limit.burst }}
                tokens_per_fill: {{ $limit.requestsPerSecond }}
                fill_interval: 1s
              filter_enabled: {default_value: {numerator: 100, denominator: HUNDRED}}
              filter_enforced: {default_value: {numerator: 100, denominator: HUNDRED}}
{{- end -}}
