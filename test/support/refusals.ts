/** What Istio's webhook says when it refuses (a part of the message), and the rules that say it before Istio does. */
export const refusals: readonly (readonly [RegExp, readonly string[]])[] = [
  // VirtualService
  [
    /is not a valid retryOn policy/,
    ["retry-on-unknown", "retry-on-whitespace", "retry-on-grpc-code-spelling"],
  ],
  [/attempts are set to 0|attempts cannot be negative/, ["retries-without-attempts"]],
  [/HTTP status \S+ is not in range/, ["fault-http-status-range", "direct-response-malformed"]],
  [/gRPC status "/, ["fault-grpc-status-unknown"]],
  [/not supported yet/, ["fault-type-unsupported"]],
  [/an abort and\/or a delay/, ["fault-empty"]],
  [
    /percentage \S+ is neither|mirror.percentage must/,
    ["fault-percentage-range", "mirror-percentage-range"],
  ],
  [/both mirror and mirrors/, ["mirror-and-mirrors"]],
  [
    /must not specify (?:route|redirect)|cannot contain (?:both|delegate)/,
    ["route-actions-exclusive"],
  ],
  [
    /(?:route|direct_response) is required|http, tcp or tls must|at least one match condition/,
    ["virtual-service-without-routes"],
  ],
  [/delegate virtual service must/, ["delegate-with-bindings"]],
  [/duplicate hosts|wildcard host \* is not allowed/, ["virtual-service-hosts-overlap"]],
  [/SNI host/, ["sni-host-not-in-hosts"]],
  [/redirect (?:must|may|prefix)|redirect code|redirect scheme/, ["redirect-malformed"]],
  [
    /rewrite m(?:ay|ust)|UriRegexRewrite|authority header cannot/,
    ["rewrite-malformed", "regex-invalid"],
  ],
  [/is not a supported HTTP method/, ["cors-method-unknown"]],
  [/^weight |total destination weight/, ["weight-malformed"]],
  [/JWT claim based routing/, ["claim-match-in-mesh"]],
  [/should not be empty|not a valid match type/, ["match-value-empty"]],
  [
    /invalid header "|header name/,
    ["header-name-malformed", "probe-type-unsupported", "jwt-rule-malformed"],
  ],
  [/header (?:value )?configuration/, ["header-value-malformed"]],
  [/error parsing regexp|regex is too large|invalid regex/, ["regex-invalid"]],
  [
    /gateway name|config namespace and gateway/,
    ["gateway-reference-malformed", "name-not-dns-label"],
  ],
  // Values of several kinds
  [/duration must be greater than 1ms/, ["duration-below-1ms", "fault-type-unsupported"]],
  [
    /to ms precision|to seconds precision/,
    ["duration-too-precise", "duration-below-1ms", "fault-type-unsupported"],
  ],
  [/exportTo|destination rule with workload selector/, ["export-to-malformed"]],
  [/tunnel target port|port number \d+ must be in/, ["port-out-of-range"]],
  [
    /port number must be 0|port name must be set|targetPort has no impact on G/,
    ["gateway-server-malformed"],
  ],
  [/unsupported protocol|invalid protocol/, ["protocol-unknown"]],
  [
    /hosts must be FQDN|host must be wildcarded|multiple hosts/,
    ["service-entry-resolution-mismatch", "host-malformed", "service-entry-any-host"],
  ],
  [/for resolution type DYNAMIC_DNS/, ["service-entry-resolution-mismatch"]],
  [
    /^domain name|^empty domain name|invalid destination host|tunnel target host|^invalid host/,
    [
      "host-malformed",
      "scoped-host-malformed",
      "gateway-reference-malformed",
      "service-entry-any-host",
    ],
  ],
  [
    /short names|host must be of form|partial wildcard|namespace value|dnsName in host/,
    ["scoped-host-malformed"],
  ],
  [
    /subset name|sourceNamespace|invalid port name/,
    ["name-not-dns-label", "endpoint-port-name-malformed"],
  ],
  [/invalid tag/, ["label-malformed"]],
  [
    /endpoint address|is required$|is not a valid IP/,
    ["address-malformed", "workload-address-malformed"],
  ],
  [
    /must be non-negative|^percentage |mirror_percent must|aggression|minimumPercent/,
    ["number-out-of-range"],
  ],
  [/is not supported in selector/, ["selector-wildcard"]],
  [/targetRef must be to one of/, ["target-ref-kind-unsupported"]],
  [/targetRef namespace/, ["target-ref-with-namespace"]],
  [/only one of targetRefs/, ["target-and-selector"]],
  // DestinationRule
  [/tunnel protocol|tunnel and proxyProtocol/, ["tunnel-malformed"]],
  [/keepalive (?:interval|timeout) is required/, ["http2-keepalive-incomplete"]],
  [/connection pool must/, ["connection-pool-empty"]],
  [/traffic policy must have at least/, ["traffic-policy-empty"]],
  [/must have valid port/, ["port-level-port-unset", "traffic-policy-empty"]],
  [/duplicate subset/, ["duplicate-subset-name"]],
  [/tableSize/, ["maglev-table-size-not-prime"]],
  [/HttpCookie|cookie attribute/, ["hash-cookie-malformed"]],
  [/MinimumRingSize/, ["ring-size-deprecated"]],
  [/H2UpgradePolicy/, ["h2-upgrade-with-use-client-protocol"]],
  [/local origin failures/, ["outlier-local-origin-needs-split"]],
  [/locality weight/, ["locality-weights-not-100"]],
  [
    /failover|^locality |locality lb|zone aware|localityLbSetting/,
    ["locality-failover-refused", "locality-malformed"],
  ],
  [/specify client certificates/, ["credential-name-with-files"]],
  [/required for mutual tls/, ["mutual-missing-certs"]],
  [/InsecureSkipVerify|configmap:/, ["client-tls-verification-conflict"]],
  // Gateway and Sidecar
  [
    /non HTTPS\/TLS ports|plain text HTTP ports/,
    ["gateway-plaintext-protocol-with-tls", "sidecar-ingress-malformed"],
  ],
  [/must have TLS settings/, ["gateway-tls-missing"]],
  [/only one of credential_name/, ["server-tls-certificates-invalid", "duplicate-tls-credentials"]],
  [/TLS (?:requires|cannot have)|^CRL/, ["server-tls-certificates-invalid"]],
  [
    /at least one (?:server|host)$|port names in servers/,
    ["gateway-server-malformed", "sidecar-egress-malformed"],
  ],
  [/targetPort has no impact on S/, ["sidecar-ingress-malformed", "sidecar-egress-malformed"]],
  [/egress_proxy|empty configuration|ALLOW_ANY_DYNAMIC_DNS/, ["sidecar-outbound-policy-invalid"]],
  [/sidecar: |configuration is invalid/, ["sidecar-ingress-malformed", "sidecar-egress-malformed"]],
  // ServiceEntry, WorkloadEntry, WorkloadGroup
  [/not defined by the service entry|exactly 1 service port/, ["service-entry-endpoint-port"]],
  [
    /only one of WorkloadSelector|no endpoints should|CIDR addresses|0 or 1 endpoint/,
    ["service-entry-endpoints-refused"],
  ],
  [/already defined/, ["duplicate-service-entry-port"]],
  [/health check method|exec\.command/, ["probe-type-unsupported"]],
  [/httpGet\.scheme/, ["probe-scheme-invalid"]],
  [
    /unix endpoint|not an absolute path/,
    ["workload-address-malformed", "gateway-server-malformed"],
  ],
  // Security
  [/provider\.name|`provider` must not/, ["authz-custom-provider-missing"]],
  [/CUSTOM action$/, ["authz-custom-uses-identity"]],
  [/serviceAccounts with namespaces/, ["service-accounts-with-principals"]],
  [/`(?:from|to|rule)|is meaningless/, ["authz-rule-empty"]],
  [/supported path/, ["authz-path-template-invalid"]],
  [/bad IP address|bad CIDR/, ["address-malformed", "authz-condition-malformed"]],
  [/`key`|for key|attribute|bad key/, ["authz-condition-malformed"]],
  [
    /found (?:in|empty)|bad port|more than 16|cannot exceed/,
    ["authz-value-malformed", "authz-condition-malformed", "address-malformed"],
  ],
  [/peer authentication cannot have port level/, ["port-level-mtls-no-selector"]],
  [/issuer or jwksUri|jwks parse|non-empty string/, ["jwt-rule-malformed"]],
  [/URI scheme/, ["jwks-source-invalid"]],
  // Telemetry, extensions, EnvoyFilter
  [/CEL expression|^\s*\|/, ["telemetry-malformed"]],
  [/tagOverrides\.value/, ["tag-override-value-mismatch"]],
  [/exactly one of wasm|unsupported scheme|valueFrom is INLINE/, ["extension-source-invalid"]],
  [/missing (?:applyTo|patch)/, ["envoy-patch-incomplete"]],
  [
    /cannot have non|filter match|subfilter/,
    ["envoy-match-of-other-object", "waypoint-match-context-mismatch"],
  ],
];
