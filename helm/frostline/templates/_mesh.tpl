{{/* {root, app}: who that is, in the mesh. */}}
{{- define "frostline.mesh.principal" -}}
{{ .root.Values.istio.trustDomain }}/ns/{{ .root.Release.Namespace }}/sa/{{ include "frostline.appName" . }}
{{- end -}}

{{/*
{root, app, facts}: who may do what at a service.

- anyone in the mesh, and the gateways: the public paths
- the services that call it: what is for them
- a coordinator: to end a participant's part; and order, which does so where a coordinator has given up, asks how a part
  stands, and has it forgotten
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

{{/* A list of paths: each, and what is below it. */}}
{{- define "frostline.mesh.below" -}}
{{- $all := list -}}
{{- range . -}}
{{- $all = concat $all (list . (printf "%s/*" .)) -}}
{{- end -}}
{{- toJson $all -}}
{{- end -}}

{{/* {root, app, host, canary} */}}
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
      # what a service answers is its answer, also where it is 500 or 503; one that can't be reached is left out
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

{{/* {root, app, facts, host, canary}: where a call goes, and whether it is tried again. */}}
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
  # whoever calls knows what was done and asks again by itself; a proxy that repeats a call behind its back does not
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

{{/* {root, app}: by each pod for itself. Not for participants: who ends an action must not be turned away. */}}
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
