// Written by `npm run generate`.
import type { Rule } from "../src/rule/rule.ts";
import { addressMalformed } from "./admission/address-malformed.ts";
import { authzConditionMalformed } from "./admission/authz-condition-malformed.ts";
import { authzCustomProviderMissing } from "./admission/authz-custom-provider-missing.ts";
import { authzCustomUsesIdentity } from "./admission/authz-custom-uses-identity.ts";
import { authzPathTemplateInvalid } from "./admission/authz-path-template-invalid.ts";
import { authzRuleEmpty } from "./admission/authz-rule-empty.ts";
import { authzValueMalformed } from "./admission/authz-value-malformed.ts";
import { autoscalerMalformed } from "./admission/autoscaler-malformed.ts";
import { backendRefWithoutPort } from "./admission/backend-ref-without-port.ts";
import { backendTimeoutBeyondRequest } from "./admission/backend-timeout-beyond-request.ts";
import { backendTlsValidationIncomplete } from "./admission/backend-tls-validation-incomplete.ts";
import { claimMatchInMesh } from "./admission/claim-match-in-mesh.ts";
import { clientTlsVerificationConflict } from "./admission/client-tls-verification-conflict.ts";
import { configKeyMalformed } from "./admission/config-key-malformed.ts";
import { connectionPoolEmpty } from "./admission/connection-pool-empty.ts";
import { containerMalformed } from "./admission/container-malformed.ts";
import { corsMethodUnknown } from "./admission/cors-method-unknown.ts";
import { corsWildcardNotAlone } from "./admission/cors-wildcard-not-alone.ts";
import { credentialNameWithFiles } from "./admission/credential-name-with-files.ts";
import { delegateWithBindings } from "./admission/delegate-with-bindings.ts";
import { destinationPortName } from "./admission/destination-port-name.ts";
import { directResponseMalformed } from "./admission/direct-response-malformed.ts";
import { duplicateParentRef } from "./admission/duplicate-parent-ref.ts";
import { duplicateRouteFilter } from "./admission/duplicate-route-filter.ts";
import { duplicateRouteRuleName } from "./admission/duplicate-route-rule-name.ts";
import { duplicateServiceEntryPort } from "./admission/duplicate-service-entry-port.ts";
import { duplicateSubsetName } from "./admission/duplicate-subset-name.ts";
import { duplicateTlsCredentials } from "./admission/duplicate-tls-credentials.ts";
import { durationBelow1ms } from "./admission/duration-below-1ms.ts";
import { durationInvalid } from "./admission/duration-invalid.ts";
import { durationTooPrecise } from "./admission/duration-too-precise.ts";
import { endpointPortNameMalformed } from "./admission/endpoint-port-name-malformed.ts";
import { envoyFilterV2Type } from "./admission/envoy-filter-v2-type.ts";
import { envoyMatchIgnored } from "./admission/envoy-match-ignored.ts";
import { envoyMatchOfOtherObject } from "./admission/envoy-match-of-other-object.ts";
import { envoyPatchIncomplete } from "./admission/envoy-patch-incomplete.ts";
import { envoyValueWrongType } from "./admission/envoy-value-wrong-type.ts";
import { exportToMalformed } from "./admission/export-to-malformed.ts";
import { extensionSourceInvalid } from "./admission/extension-source-invalid.ts";
import { faultEmpty } from "./admission/fault-empty.ts";
import { faultGrpcStatusUnknown } from "./admission/fault-grpc-status-unknown.ts";
import { faultHttpStatusRange } from "./admission/fault-http-status-range.ts";
import { faultPercentageRange } from "./admission/fault-percentage-range.ts";
import { faultTypeUnsupported } from "./admission/fault-type-unsupported.ts";
import { gatewayAddressRefused } from "./admission/gateway-address-refused.ts";
import { gatewayPlaintextProtocolWithTls } from "./admission/gateway-plaintext-protocol-with-tls.ts";
import { gatewayReferenceMalformed } from "./admission/gateway-reference-malformed.ts";
import { gatewayServerMalformed } from "./admission/gateway-server-malformed.ts";
import { gatewayTlsMissing } from "./admission/gateway-tls-missing.ts";
import { grpcrouteMethodEmpty } from "./admission/grpcroute-method-empty.ts";
import { grpcrouteServiceMalformed } from "./admission/grpcroute-service-malformed.ts";
import { h2UpgradeWithUseClientProtocol } from "./admission/h2-upgrade-with-use-client-protocol.ts";
import { hashCookieMalformed } from "./admission/hash-cookie-malformed.ts";
import { headerNameMalformed } from "./admission/header-name-malformed.ts";
import { headerValueMalformed } from "./admission/header-value-malformed.ts";
import { hostMalformed } from "./admission/host-malformed.ts";
import { httpPathMalformed } from "./admission/http-path-malformed.ts";
import { http2KeepaliveIncomplete } from "./admission/http2-keepalive-incomplete.ts";
import { infrastructureKeyMalformed } from "./admission/infrastructure-key-malformed.ts";
import { ingressMalformed } from "./admission/ingress-malformed.ts";
import { jwksSourceInvalid } from "./admission/jwks-source-invalid.ts";
import { jwtRuleMalformed } from "./admission/jwt-rule-malformed.ts";
import { labelMalformed } from "./admission/label-malformed.ts";
import { listenerConflict } from "./admission/listener-conflict.ts";
import { listenerHostnameUnused } from "./admission/listener-hostname-unused.ts";
import { listenerTlsMismatch } from "./admission/listener-tls-mismatch.ts";
import { localityFailoverRefused } from "./admission/locality-failover-refused.ts";
import { localityMalformed } from "./admission/locality-malformed.ts";
import { localityWeightsNot100 } from "./admission/locality-weights-not-100.ts";
import { maglevTableSizeNotPrime } from "./admission/maglev-table-size-not-prime.ts";
import { matchValueEmpty } from "./admission/match-value-empty.ts";
import { mirrorAndMirrors } from "./admission/mirror-and-mirrors.ts";
import { mirrorFractionInvalid } from "./admission/mirror-fraction-invalid.ts";
import { mirrorPercentageRange } from "./admission/mirror-percentage-range.ts";
import { mutualMissingCerts } from "./admission/mutual-missing-certs.ts";
import { nameNotDnsLabel } from "./admission/name-not-dns-label.ts";
import { networkPolicyMalformed } from "./admission/network-policy-malformed.ts";
import { numberOutOfRange } from "./admission/number-out-of-range.ts";
import { objectLabelMalformed } from "./admission/object-label-malformed.ts";
import { objectNameMalformed } from "./admission/object-name-malformed.ts";
import { outlierLocalOriginNeedsSplit } from "./admission/outlier-local-origin-needs-split.ts";
import { pathModifierTypeMismatch } from "./admission/path-modifier-type-mismatch.ts";
import { podPortMalformed } from "./admission/pod-port-malformed.ts";
import { portLevelMtlsNoSelector } from "./admission/port-level-mtls-no-selector.ts";
import { portLevelPortUnset } from "./admission/port-level-port-unset.ts";
import { portOutOfRange } from "./admission/port-out-of-range.ts";
import { prefixReplacementWithoutMatch } from "./admission/prefix-replacement-without-match.ts";
import { probeMalformed } from "./admission/probe-malformed.ts";
import { probeSchemeInvalid } from "./admission/probe-scheme-invalid.ts";
import { probeTypeUnsupported } from "./admission/probe-type-unsupported.ts";
import { protocolUnknown } from "./admission/protocol-unknown.ts";
import { redirectMalformed } from "./admission/redirect-malformed.ts";
import { redirectWithBackends } from "./admission/redirect-with-backends.ts";
import { regexInvalid } from "./admission/regex-invalid.ts";
import { reservedAnnotation } from "./admission/reserved-annotation.ts";
import { restartPolicyRefused } from "./admission/restart-policy-refused.ts";
import { retriesWithoutAttempts } from "./admission/retries-without-attempts.ts";
import { retryOnGrpcCodeSpelling } from "./admission/retry-on-grpc-code-spelling.ts";
import { retryOnUnknown } from "./admission/retry-on-unknown.ts";
import { retryOnWhitespace } from "./admission/retry-on-whitespace.ts";
import { rewriteMalformed } from "./admission/rewrite-malformed.ts";
import { ringSizeDeprecated } from "./admission/ring-size-deprecated.ts";
import { routeActionsExclusive } from "./admission/route-actions-exclusive.ts";
import { routeFilterTypeMismatch } from "./admission/route-filter-type-mismatch.ts";
import { routeMatchesExceedLimit } from "./admission/route-matches-exceed-limit.ts";
import { scopedHostMalformed } from "./admission/scoped-host-malformed.ts";
import { selectorEmpty } from "./admission/selector-empty.ts";
import { selectorTemplateMismatch } from "./admission/selector-template-mismatch.ts";
import { selectorWildcard } from "./admission/selector-wildcard.ts";
import { serverTlsCertificatesInvalid } from "./admission/server-tls-certificates-invalid.ts";
import { serverTlsIgnored } from "./admission/server-tls-ignored.ts";
import { serviceAccountsWithPrincipals } from "./admission/service-accounts-with-principals.ts";
import { serviceEntryAnyHost } from "./admission/service-entry-any-host.ts";
import { serviceEntryEndpointPort } from "./admission/service-entry-endpoint-port.ts";
import { serviceEntryEndpointsRefused } from "./admission/service-entry-endpoints-refused.ts";
import { serviceEntryResolutionMismatch } from "./admission/service-entry-resolution-mismatch.ts";
import { serviceEntrySettingIgnored } from "./admission/service-entry-setting-ignored.ts";
import { servicePortMalformed } from "./admission/service-port-malformed.ts";
import { serviceTypeConflict } from "./admission/service-type-conflict.ts";
import { sidecarEgressMalformed } from "./admission/sidecar-egress-malformed.ts";
import { sidecarIngressMalformed } from "./admission/sidecar-ingress-malformed.ts";
import { sidecarOutboundPolicyInvalid } from "./admission/sidecar-outbound-policy-invalid.ts";
import { sidecarSettingIgnored } from "./admission/sidecar-setting-ignored.ts";
import { sniHostNotInHosts } from "./admission/sni-host-not-in-hosts.ts";
import { tagOverrideValueMismatch } from "./admission/tag-override-value-mismatch.ts";
import { targetAndSelector } from "./admission/target-and-selector.ts";
import { targetRefKindUnsupported } from "./admission/target-ref-kind-unsupported.ts";
import { targetRefWithNamespace } from "./admission/target-ref-with-namespace.ts";
import { telemetryMalformed } from "./admission/telemetry-malformed.ts";
import { telemetrySettingIgnored } from "./admission/telemetry-setting-ignored.ts";
import { tlsRouteIpAddress } from "./admission/tls-route-ip-address.ts";
import { trafficPolicyEmpty } from "./admission/traffic-policy-empty.ts";
import { tunnelMalformed } from "./admission/tunnel-malformed.ts";
import { virtualServiceHostsOverlap } from "./admission/virtual-service-hosts-overlap.ts";
import { virtualServiceWithoutRoutes } from "./admission/virtual-service-without-routes.ts";
import { waypointMatchContextMismatch } from "./admission/waypoint-match-context-mismatch.ts";
import { weightMalformed } from "./admission/weight-malformed.ts";
import { workloadAddressMalformed } from "./admission/workload-address-malformed.ts";
import { ambientL7WithoutWaypoint } from "./ambient/ambient-l7-without-waypoint.ts";
import { authzHttpAtZtunnel } from "./ambient/authz-http-at-ztunnel.ts";
import { selectorOnWaypoint } from "./ambient/selector-on-waypoint.ts";
import { sidecarInAmbient } from "./ambient/sidecar-in-ambient.ts";
import { waypointUnknown } from "./ambient/waypoint-unknown.ts";
import { authzAccountUnknown } from "./authorization/authz-account-unknown.ts";
import { authzCustomProviderUnknown } from "./authorization/authz-custom-provider-unknown.ts";
import { authzCustomProvidersConflict } from "./authorization/authz-custom-providers-conflict.ts";
import { authzDenyBlocksTcpPort } from "./authorization/authz-deny-blocks-tcp-port.ts";
import { authzGrpcPathInMethods } from "./authorization/authz-grpc-path-in-methods.ts";
import { authzGrpcPathMalformed } from "./authorization/authz-grpc-path-malformed.ts";
import { authzHostWithoutPort } from "./authorization/authz-host-without-port.ts";
import { authzHttpFieldsOnTcpPort } from "./authorization/authz-http-fields-on-tcp-port.ts";
import { authzIdentityAtGateway } from "./authorization/authz-identity-at-gateway.ts";
import { authzMethodsNotPost } from "./authorization/authz-methods-not-post.ts";
import { authzNamespaceUnknown } from "./authorization/authz-namespace-unknown.ts";
import { authzPathInnerWildcard } from "./authorization/authz-path-inner-wildcard.ts";
import { authzPortIsServicePort } from "./authorization/authz-port-is-service-port.ts";
import { authzPrincipalMalformed } from "./authorization/authz-principal-malformed.ts";
import { authzPrincipalSpiffePrefix } from "./authorization/authz-principal-spiffe-prefix.ts";
import { authzPrincipalWithoutMtls } from "./authorization/authz-principal-without-mtls.ts";
import { authzRuleSplit } from "./authorization/authz-rule-split.ts";
import { authzServiceWildcardTooBroad } from "./authorization/authz-service-wildcard-too-broad.ts";
import { claimRouteUnauthenticated } from "./authorization/claim-route-unauthenticated.ts";
import { extAuthzBodyOnStreams } from "./authorization/ext-authz-body-on-streams.ts";
import { jwksUriUnreachable } from "./authorization/jwks-uri-unreachable.ts";
import { requestPrincipalIssuerUnknown } from "./authorization/request-principal-issuer-unknown.ts";
import { tokenBlocksCorsPreflight } from "./authorization/token-blocks-cors-preflight.ts";
import { tokenDemandedUnvalidated } from "./authorization/token-demanded-unvalidated.ts";
import { tokenNotForwarded } from "./authorization/token-not-forwarded.ts";
import { channelBalancesOneAddress } from "./client-config/channel-balances-one-address.ts";
import { clientAndMeshRetries } from "./client-config/client-and-mesh-retries.ts";
import { clientBalancesOneAddress } from "./client-config/client-balances-one-address.ts";
import { clientDeadlineOverRouteTimeout } from "./client-config/client-deadline-over-route-timeout.ts";
import { clientDeadlineUnderTryTimeout } from "./client-config/client-deadline-under-try-timeout.ts";
import { clientHealthCheckInMesh } from "./client-config/client-health-check-in-mesh.ts";
import { clientWaitsForReadyInVain } from "./client-config/client-waits-for-ready-in-vain.ts";
import { serviceConfigNameUnknown } from "./client-config/service-config-name-unknown.ts";
import { serviceConfigNotAsWritten } from "./client-config/service-config-not-as-written.ts";
import { serviceConfigRefused } from "./client-config/service-config-refused.ts";
import { clientProtocolOnHttp2Port } from "./connections/client-protocol-on-http2-port.ts";
import { doNotUpgradeOnGrpcPort } from "./connections/do-not-upgrade-on-grpc-port.ts";
import { http2KeepaliveTooAggressive } from "./connections/http2-keepalive-too-aggressive.ts";
import { http2MaxRequestsLow } from "./connections/http2-max-requests-low.ts";
import { http2SettingOnNonH2Port } from "./connections/http2-setting-on-non-h2-port.ts";
import { http2SettingWithUseClientProtocol } from "./connections/http2-setting-with-use-client-protocol.ts";
import { idleTimeoutBeyondServer } from "./connections/idle-timeout-beyond-server.ts";
import { maxRequestsPerConnectionLow } from "./connections/max-requests-per-connection-low.ts";
import { pendingRequestsLowOnH2 } from "./connections/pending-requests-low-on-h2.ts";
import { tcpIdleTimeoutShadowed } from "./connections/tcp-idle-timeout-shadowed.ts";
import { zeroMeansUnset } from "./connections/zero-means-unset.ts";
import { envoyFilterBuffersStreams } from "./envoy-filters/envoy-filter-buffers-streams.ts";
import { envoyFilterClusterOptionsIgnored } from "./envoy-filters/envoy-filter-cluster-options-ignored.ts";
import { envoyFilterContextMismatch } from "./envoy-filters/envoy-filter-context-mismatch.ts";
import { envoyFilterHasNativeField } from "./envoy-filters/envoy-filter-has-native-field.ts";
import { envoyFilterLegacyName } from "./envoy-filters/envoy-filter-legacy-name.ts";
import { envoyFilterOperationIgnored } from "./envoy-filters/envoy-filter-operation-ignored.ts";
import { envoyFilterRelativeOperation } from "./envoy-filters/envoy-filter-relative-operation.ts";
import { envoyFilterServicePort } from "./envoy-filters/envoy-filter-service-port.ts";
import { envoyFilterThresholdsIgnored } from "./envoy-filters/envoy-filter-thresholds-ignored.ts";
import { envoyFilterUnscoped } from "./envoy-filters/envoy-filter-unscoped.ts";
import { envoyFilterWithoutType } from "./envoy-filters/envoy-filter-without-type.ts";
import { envoyValueIncomplete } from "./envoy-filters/envoy-value-incomplete.ts";
import { envoyValueUnknownField } from "./envoy-filters/envoy-value-unknown-field.ts";
import { envoyVhostNameUnknown } from "./envoy-filters/envoy-vhost-name-unknown.ts";
import { transcodedPathNotRouted } from "./envoy-filters/transcoded-path-not-routed.ts";
import { transcoderDescriptorNotMounted } from "./envoy-filters/transcoder-descriptor-not-mounted.ts";
import { egressGatewayPortNotHttp2 } from "./external-services/egress-gateway-port-not-http2.ts";
import { serviceEntry443WithoutTls } from "./external-services/service-entry-443-without-tls.ts";
import { serviceEntryConflictingProtocol } from "./external-services/service-entry-conflicting-protocol.ts";
import { serviceEntryDoubleTls } from "./external-services/service-entry-double-tls.ts";
import { serviceEntryProtocolNotHttp2 } from "./external-services/service-entry-protocol-not-http2.ts";
import { serviceEntryShadowed } from "./external-services/service-entry-shadowed.ts";
import { serviceEntryTlsWithoutTargetPort } from "./external-services/service-entry-tls-without-target-port.ts";
import { faultAbortNotRetried } from "./faults/fault-abort-not-retried.ts";
import { faultDelayOutlastsTimeout } from "./faults/fault-delay-outlasts-timeout.ts";
import { faultDelayPercentDeprecated } from "./faults/fault-delay-percent-deprecated.ts";
import { faultGrpcStatusOk } from "./faults/fault-grpc-status-ok.ts";
import { faultHttpStatusMapped } from "./faults/fault-http-status-mapped.ts";
import { faultNoPercentage } from "./faults/fault-no-percentage.ts";
import { backendServiceUnknown } from "./gateway-api/backend-service-unknown.ts";
import { backendWeightsAllZero } from "./gateway-api/backend-weights-all-zero.ts";
import { backendWithoutReferenceGrant } from "./gateway-api/backend-without-reference-grant.ts";
import { duplicateGrpcrouteHeader } from "./gateway-api/duplicate-grpcroute-header.ts";
import { grpcrouteFilterUnsupported } from "./gateway-api/grpcroute-filter-unsupported.ts";
import { grpcrouteHttpSameHost } from "./gateway-api/grpcroute-http-same-host.ts";
import { grpcrouteServiceLeadingDot } from "./gateway-api/grpcroute-service-leading-dot.ts";
import { parentGatewayUnknown } from "./gateway-api/parent-gateway-unknown.ts";
import { routeHostnameNotInListener } from "./gateway-api/route-hostname-not-in-listener.ts";
import { routeNotAllowedByGateway } from "./gateway-api/route-not-allowed-by-gateway.ts";
import { corsOriginWithoutScheme } from "./gateways/cors-origin-without-scheme.ts";
import { credentialSecretIncomplete } from "./gateways/credential-secret-incomplete.ts";
import { duplicateGatewayRoute } from "./gateways/duplicate-gateway-route.ts";
import { duplicateGrpcWebFilter } from "./gateways/duplicate-grpc-web-filter.ts";
import { edgeProfileLimitsStreams } from "./gateways/edge-profile-limits-streams.ts";
import { edgeProfileOnSidecar } from "./gateways/edge-profile-on-sidecar.ts";
import { gatewayBackendNotHttp2 } from "./gateways/gateway-backend-not-http2.ts";
import { gatewayCertificateShared } from "./gateways/gateway-certificate-shared.ts";
import { gatewayCredentialUnknown } from "./gateways/gateway-credential-unknown.ts";
import { gatewayGrpcWebOverHttps } from "./gateways/gateway-grpc-web-over-https.ts";
import { gatewayHostConflict } from "./gateways/gateway-host-conflict.ts";
import { gatewayHttpsRedirectGrpc } from "./gateways/gateway-https-redirect-grpc.ts";
import { gatewayPassthroughWithHttpRoutes } from "./gateways/gateway-passthrough-with-http-routes.ts";
import { gatewayPlaintextOn443 } from "./gateways/gateway-plaintext-on-443.ts";
import { gatewayPlaintextToTlsPort } from "./gateways/gateway-plaintext-to-tls-port.ts";
import { gatewayPortConflict } from "./gateways/gateway-port-conflict.ts";
import { gatewayPortNotInService } from "./gateways/gateway-port-not-in-service.ts";
import { gatewayRouteForInternalHost } from "./gateways/gateway-route-for-internal-host.ts";
import { gatewaySettingsNotForMesh } from "./gateways/gateway-settings-not-for-mesh.ts";
import { gatewayTcpServerWithHttpRoutes } from "./gateways/gateway-tcp-server-with-http-routes.ts";
import { grpcWebClientStreaming } from "./gateways/grpc-web-client-streaming.ts";
import { grpcWebCorsIncomplete } from "./gateways/grpc-web-cors-incomplete.ts";
import { ingressBackendNotHttp2 } from "./gateways/ingress-backend-not-http2.ts";
import { loadBalancerSpeaksHttp1 } from "./gateways/load-balancer-speaks-http1.ts";
import { passthroughToPlaintextPort } from "./gateways/passthrough-to-plaintext-port.ts";
import { reflectionExposedAtGateway } from "./gateways/reflection-exposed-at-gateway.ts";
import { subsetRoutesSkippedAtGateway } from "./gateways/subset-routes-skipped-at-gateway.ts";
import { virtualServiceHostNotInGateway } from "./gateways/virtual-service-host-not-in-gateway.ts";
import { annotationMisplaced } from "./lifecycle/annotation-misplaced.ts";
import { annotationValueRefused } from "./lifecycle/annotation-value-refused.ts";
import { drainDurationFraction } from "./lifecycle/drain-duration-fraction.ts";
import { drainExceedsGrace } from "./lifecycle/drain-exceeds-grace.ts";
import { holdApplicationRedundant } from "./lifecycle/hold-application-redundant.ts";
import { imageAutoNotInjected } from "./lifecycle/image-auto-not-injected.ts";
import { istioSettingsMalformed } from "./lifecycle/istio-settings-malformed.ts";
import { namespaceInjectionContradictory } from "./lifecycle/namespace-injection-contradictory.ts";
import { prestopExceedsGrace } from "./lifecycle/prestop-exceeds-grace.ts";
import { proxyConfigUnknownKey } from "./lifecycle/proxy-config-unknown-key.ts";
import { runAsProxyUser } from "./lifecycle/run-as-proxy-user.ts";
import { terminationDrainIgnored } from "./lifecycle/termination-drain-ignored.ts";
import { unknownIstioAnnotation } from "./lifecycle/unknown-istio-annotation.ts";
import { consistentHashAcrossWeights } from "./load-balancing/consistent-hash-across-weights.ts";
import { consistentHashCookieGrpc } from "./load-balancing/consistent-hash-cookie-grpc.ts";
import { consistentHashQueryParamGrpc } from "./load-balancing/consistent-hash-query-param-grpc.ts";
import { headlessLbIgnored } from "./load-balancing/headless-lb-ignored.ts";
import { headlessSubsetIgnored } from "./load-balancing/headless-subset-ignored.ts";
import { lbLeastConnDeprecated } from "./load-balancing/lb-least-conn-deprecated.ts";
import { lbPassthroughOnGrpc } from "./load-balancing/lb-passthrough-on-grpc.ts";
import { lbRedundantDefault } from "./load-balancing/lb-redundant-default.ts";
import { localityDistributeNoFailover } from "./load-balancing/locality-distribute-no-failover.ts";
import { portLevelDropsTopLevel } from "./load-balancing/port-level-drops-top-level.ts";
import { portLevelPortMissing } from "./load-balancing/port-level-port-missing.ts";
import { warmupDurationSecsDeprecated } from "./load-balancing/warmup-duration-secs-deprecated.ts";
import { warmupIgnoredByBalancer } from "./load-balancing/warmup-ignored-by-balancer.ts";
import { metadataBinaryMatch } from "./metadata/metadata-binary-match.ts";
import { metadataInvalidKey } from "./metadata/metadata-invalid-key.ts";
import { reservedGrpcPrefix } from "./metadata/reserved-grpc-prefix.ts";
import { stripGrpcProtocolHeader } from "./metadata/strip-grpc-protocol-header.ts";
import { credentialNameOnSidecar } from "./mtls/credential-name-on-sidecar.ts";
import { destinationTlsConflictsStrict } from "./mtls/destination-tls-conflicts-strict.ts";
import { destinationTlsToPlaintextServer } from "./mtls/destination-tls-to-plaintext-server.ts";
import { excludedPortGetsMutualTls } from "./mtls/excluded-port-gets-mutual-tls.ts";
import { grpcCommandTlsMismatch } from "./mtls/grpc-command-tls-mismatch.ts";
import { istioMutualExtraFields } from "./mtls/istio-mutual-extra-fields.ts";
import { mutualTlsTowardsPlaintext } from "./mtls/mutual-tls-towards-plaintext.ts";
import { podAddressesBypassMutualTls } from "./mtls/pod-addresses-bypass-mutual-tls.ts";
import { portLevelMtlsServicePort } from "./mtls/port-level-mtls-service-port.ts";
import { strictMtlsWithoutProxy } from "./mtls/strict-mtls-without-proxy.ts";
import { strictPortInNoService } from "./mtls/strict-port-in-no-service.ts";
import { wideTlsConflictsPolicy } from "./mtls/wide-tls-conflicts-policy.ts";
import { alertIgnoresGrpcStatus } from "./observability/alert-ignores-grpc-status.ts";
import { extensionProviderNotImported } from "./observability/extension-provider-not-imported.ts";
import { extensionProviderPortNotHttp2 } from "./observability/extension-provider-port-not-http2.ts";
import { extensionProviderUnreachable } from "./observability/extension-provider-unreachable.ts";
import { extensionProviderWrongKind } from "./observability/extension-provider-wrong-kind.ts";
import { grpcStatsPrefixNoMatch } from "./observability/grpc-stats-prefix-no-match.ts";
import { telemetryProviderUnknown } from "./observability/telemetry-provider-unknown.ts";
import { telemetryRemovesGrpcStatus } from "./observability/telemetry-removes-grpc-status.ts";
import { tracePropagatorMismatch } from "./observability/trace-propagator-mismatch.ts";
import { localityFailoverWithoutOutlier } from "./outlier-detection/locality-failover-without-outlier.ts";
import { outlierConsecutiveErrorsIgnored } from "./outlier-detection/outlier-consecutive-errors-ignored.ts";
import { outlierGatewayErrorsNeverFirst } from "./outlier-detection/outlier-gateway-errors-never-first.ts";
import { outlierMayEjectAll } from "./outlier-detection/outlier-may-eject-all.ts";
import { appProtocolConflictsWithName } from "./ports/app-protocol-conflicts-with-name.ts";
import { appProtocolUnknown } from "./ports/app-protocol-unknown.ts";
import { appTlsOnPlaintextGrpcPort } from "./ports/app-tls-on-plaintext-grpc-port.ts";
import { canaryPortNotHttp2 } from "./ports/canary-port-not-http2.ts";
import { grpcPortExcludedFromCapture } from "./ports/grpc-port-excluded-from-capture.ts";
import { grpcPortUdp } from "./ports/grpc-port-udp.ts";
import { grpcPortUndeclared } from "./ports/grpc-port-undeclared.ts";
import { grpcWebSharesGrpcPort } from "./ports/grpc-web-shares-grpc-port.ts";
import { headlessPortNotTargetPort } from "./ports/headless-port-not-target-port.ts";
import { knativePortNotHttp2 } from "./ports/knative-port-not-http2.ts";
import { networkPolicyServicePort } from "./ports/network-policy-service-port.ts";
import { portHttpForGrpc } from "./ports/port-http-for-grpc.ts";
import { portNameGrpcAndTls } from "./ports/port-name-grpc-and-tls.ts";
import { portNameGrpcNotPrefix } from "./ports/port-name-grpc-not-prefix.ts";
import { portNameLookalike } from "./ports/port-name-lookalike.ts";
import { portProtocolUndeclared } from "./ports/port-protocol-undeclared.ts";
import { portTcpForGrpc } from "./ports/port-tcp-for-grpc.ts";
import { sameTargetPortMixedProtocols } from "./ports/same-target-port-mixed-protocols.ts";
import { serverOnLoopback } from "./ports/server-on-loopback.ts";
import { serverTlsFlagOnGrpcPort } from "./ports/server-tls-flag-on-grpc-port.ts";
import { targetPortNotInPod } from "./ports/target-port-not-in-pod.ts";
import { execGrpcHealthProbe } from "./probes/exec-grpc-health-probe.ts";
import { grpcProbePortMismatch } from "./probes/grpc-probe-port-mismatch.ts";
import { httpProbeOnGrpcPort } from "./probes/http-probe-on-grpc-port.ts";
import { probePortNameUnknown } from "./probes/probe-port-name-unknown.ts";
import { probeRewriteDisabled } from "./probes/probe-rewrite-disabled.ts";
import { tcpProbeOnGrpcPort } from "./probes/tcp-probe-on-grpc-port.ts";
import { grpcCommandRpcUnknown } from "./protobuf/grpc-command-rpc-unknown.ts";
import { httpRuleCutByComment } from "./protobuf/http-rule-cut-by-comment.ts";
import { httpRuleWithoutBody } from "./protobuf/http-rule-without-body.ts";
import { protoSyntax } from "./protobuf/proto-syntax.ts";
import { rpcDeprecatedRouted } from "./protobuf/rpc-deprecated-routed.ts";
import { rpcMethodUnknown } from "./protobuf/rpc-method-unknown.ts";
import { rpcRouteShadowed } from "./protobuf/rpc-route-shadowed.ts";
import { rpcServiceUnknown } from "./protobuf/rpc-service-unknown.ts";
import { rpcWithoutAllow } from "./protobuf/rpc-without-allow.ts";
import { rpcWithoutRoute } from "./protobuf/rpc-without-route.ts";
import { proxylessActionIgnored } from "./proxyless/proxyless-action-ignored.ts";
import { proxylessPlaintextToStrict } from "./proxyless/proxyless-plaintext-to-strict.ts";
import { proxylessRetriesIgnored } from "./proxyless/proxyless-retries-ignored.ts";
import { proxylessSettingIgnored } from "./proxyless/proxyless-setting-ignored.ts";
import { proxylessStartsBeforeAgent } from "./proxyless/proxyless-starts-before-agent.ts";
import { xdsBootstrapRefused } from "./proxyless/xds-bootstrap-refused.ts";
import { clientPortNotInService } from "./references/client-port-not-in-service.ts";
import { delegateUnknown } from "./references/delegate-unknown.ts";
import { destinationHostUnknown } from "./references/destination-host-unknown.ts";
import { destinationPortMissing } from "./references/destination-port-missing.ts";
import { destinationPortNotInService } from "./references/destination-port-not-in-service.ts";
import { destinationRuleHostUnknown } from "./references/destination-rule-host-unknown.ts";
import { duplicateDestination } from "./references/duplicate-destination.ts";
import { duplicateDestinationRule } from "./references/duplicate-destination-rule.ts";
import { duplicateResource } from "./references/duplicate-resource.ts";
import { gatewayUnknown } from "./references/gateway-unknown.ts";
import { grpcCommandPortUnknown } from "./references/grpc-command-port-unknown.ts";
import { ingressBackendPortUnknown } from "./references/ingress-backend-port-unknown.ts";
import { namespacePoliciesOverlap } from "./references/namespace-policies-overlap.ts";
import { policyTargetUnknown } from "./references/policy-target-unknown.ts";
import { rootSidecarWithSelector } from "./references/root-sidecar-with-selector.ts";
import { selectorSelectsNoPods } from "./references/selector-selects-no-pods.ts";
import { serviceSelectsNoPods } from "./references/service-selects-no-pods.ts";
import { sidecarEgressHostUnknown } from "./references/sidecar-egress-host-unknown.ts";
import { subsetNotExported } from "./references/subset-not-exported.ts";
import { subsetSelectsNoPods } from "./references/subset-selects-no-pods.ts";
import { subsetUndefined } from "./references/subset-undefined.ts";
import { subsetWithoutLabels } from "./references/subset-without-labels.ts";
import { weightOfOnlyDestination } from "./references/weight-of-only-destination.ts";
import { workloadPoliciesOverlap } from "./references/workload-policies-overlap.ts";
import { perTryTimeoutNeverRetried } from "./retries/per-try-timeout-never-retried.ts";
import { perTryTimeoutNotBelowTimeout } from "./retries/per-try-timeout-not-below-timeout.ts";
import { retryAttemptsMany } from "./retries/retry-attempts-many.ts";
import { retryBudgetExceedsTimeout } from "./retries/retry-budget-exceeds-timeout.ts";
import { retryBudgetOverridesMaxRetries } from "./retries/retry-budget-overrides-max-retries.ts";
import { retryNonIdempotentRpc } from "./retries/retry-non-idempotent-rpc.ts";
import { retryOffForReadRpc } from "./retries/retry-off-for-read-rpc.ts";
import { retryOnDropsConnectionConditions } from "./retries/retry-on-drops-connection-conditions.ts";
import { retryOnHttpCodesOnlyForGrpc } from "./retries/retry-on-http-codes-only-for-grpc.ts";
import { retryOnMissingUnavailable } from "./retries/retry-on-missing-unavailable.ts";
import { retryResourceExhaustedNoBackoff } from "./retries/retry-resource-exhausted-no-backoff.ts";
import { retryUnsafeCode } from "./retries/retry-unsafe-code.ts";
import { absentHeaderMatchesAll } from "./routing/absent-header-matches-all.ts";
import { authorityMatchWithoutPort } from "./routing/authority-match-without-port.ts";
import { delegateLeftOut } from "./routing/delegate-left-out.ts";
import { delegateMatchConflict } from "./routing/delegate-match-conflict.ts";
import { duplicateMeshHost } from "./routing/duplicate-mesh-host.ts";
import { grpcDirectResponse2xx } from "./routing/grpc-direct-response-2xx.ts";
import { grpcExactNotServiceMethod } from "./routing/grpc-exact-not-service-method.ts";
import { grpcMatchMethodNotPost } from "./routing/grpc-match-method-not-post.ts";
import { grpcMatchQueryParams } from "./routing/grpc-match-query-params.ts";
import { grpcPrefixNeverMatches } from "./routing/grpc-prefix-never-matches.ts";
import { grpcPrefixNoTrailingSlash } from "./routing/grpc-prefix-no-trailing-slash.ts";
import { grpcPrefixPartialMethod } from "./routing/grpc-prefix-partial-method.ts";
import { grpcRedirect } from "./routing/grpc-redirect.ts";
import { grpcUriRewrite } from "./routing/grpc-uri-rewrite.ts";
import { hostOutsideSidecarEgress } from "./routing/host-outside-sidecar-egress.ts";
import { httpRouteOnNonHttpPort } from "./routing/http-route-on-non-http-port.ts";
import { meshRouteReplacesVirtualService } from "./routing/mesh-route-replaces-virtual-service.ts";
import { mirrorPercentDeprecated } from "./routing/mirror-percent-deprecated.ts";
import { mirrorTargetNotHttp2 } from "./routing/mirror-target-not-http2.ts";
import { noCatchAllRoute } from "./routing/no-catch-all-route.ts";
import { privateRouteNotImported } from "./routing/private-route-not-imported.ts";
import { redundantMatchInRule } from "./routing/redundant-match-in-rule.ts";
import { regexNeverMatchesPath } from "./routing/regex-never-matches-path.ts";
import { routeSendsGrpcPortToHttpPort } from "./routing/route-sends-grpc-port-to-http-port.ts";
import { sidecarEgressPortMismatch } from "./routing/sidecar-egress-port-mismatch.ts";
import { tcpRouteOnGrpcPort } from "./routing/tcp-route-on-grpc-port.ts";
import { unreachableRoute } from "./routing/unreachable-route.ts";
import { uriMissingLeadingSlash } from "./routing/uri-missing-leading-slash.ts";
import { duplicateItem } from "./schema/duplicate-item.ts";
import { exclusiveFields } from "./schema/exclusive-fields.ts";
import { experimentalField } from "./schema/experimental-field.ts";
import { missingField } from "./schema/missing-field.ts";
import { unknownApiVersion } from "./schema/unknown-api-version.ts";
import { unknownField } from "./schema/unknown-field.ts";
import { unknownKind } from "./schema/unknown-kind.ts";
import { valueNotAllowed } from "./schema/value-not-allowed.ts";
import { valueOutOfBounds } from "./schema/value-out-of-bounds.ts";
import { wrongType } from "./schema/wrong-type.ts";
import { streamingBehindBodyFilter } from "./streaming/streaming-behind-body-filter.ts";
import { streamingExtAuthzBody } from "./streaming/streaming-ext-authz-body.ts";
import { streamingRetryBuffered } from "./streaming/streaming-retry-buffered.ts";
import { streamingUnderPerTryTimeout } from "./streaming/streaming-under-per-try-timeout.ts";
import { streamingUnderProxyLimit } from "./streaming/streaming-under-proxy-limit.ts";
import { streamingUnderRouteTimeout } from "./streaming/streaming-under-route-timeout.ts";
import { duplicateKey } from "./syntax/duplicate-key.ts";
import { helmTemplate } from "./syntax/helm-template.ts";
import { kustomizeNotBuilt } from "./syntax/kustomize-not-built.ts";
import { malformedSuppression } from "./syntax/malformed-suppression.ts";
import { missingSeparator } from "./syntax/missing-separator.ts";
import { objectKeyMisspelt } from "./syntax/object-key-misspelt.ts";
import { placeholderNotFilled } from "./syntax/placeholder-not-filled.ts";
import { unknownSuppression } from "./syntax/unknown-suppression.ts";
import { unusedSuppression } from "./syntax/unused-suppression.ts";
import { yamlSyntax } from "./syntax/yaml-syntax.ts";
import { yttTemplate } from "./syntax/ytt-template.ts";
import { fieldDeprecated } from "./upgrades/field-deprecated.ts";
import { fieldNewerThanIstio } from "./upgrades/field-newer-than-istio.ts";
import { injectAnnotationDeprecated } from "./upgrades/inject-annotation-deprecated.ts";
import { istioApiVersionOld } from "./upgrades/istio-api-version-old.ts";

/** Every rule, by topic and id. The only registry. */
export const rules: readonly Rule[] = [
  // admission
  addressMalformed,
  authzConditionMalformed,
  authzCustomProviderMissing,
  authzCustomUsesIdentity,
  authzPathTemplateInvalid,
  authzRuleEmpty,
  authzValueMalformed,
  autoscalerMalformed,
  backendRefWithoutPort,
  backendTimeoutBeyondRequest,
  backendTlsValidationIncomplete,
  claimMatchInMesh,
  clientTlsVerificationConflict,
  configKeyMalformed,
  connectionPoolEmpty,
  containerMalformed,
  corsMethodUnknown,
  corsWildcardNotAlone,
  credentialNameWithFiles,
  delegateWithBindings,
  destinationPortName,
  directResponseMalformed,
  duplicateParentRef,
  duplicateRouteFilter,
  duplicateRouteRuleName,
  duplicateServiceEntryPort,
  duplicateSubsetName,
  duplicateTlsCredentials,
  durationBelow1ms,
  durationInvalid,
  durationTooPrecise,
  endpointPortNameMalformed,
  envoyFilterV2Type,
  envoyMatchIgnored,
  envoyMatchOfOtherObject,
  envoyPatchIncomplete,
  envoyValueWrongType,
  exportToMalformed,
  extensionSourceInvalid,
  faultEmpty,
  faultGrpcStatusUnknown,
  faultHttpStatusRange,
  faultPercentageRange,
  faultTypeUnsupported,
  gatewayAddressRefused,
  gatewayPlaintextProtocolWithTls,
  gatewayReferenceMalformed,
  gatewayServerMalformed,
  gatewayTlsMissing,
  grpcrouteMethodEmpty,
  grpcrouteServiceMalformed,
  h2UpgradeWithUseClientProtocol,
  hashCookieMalformed,
  headerNameMalformed,
  headerValueMalformed,
  hostMalformed,
  httpPathMalformed,
  http2KeepaliveIncomplete,
  infrastructureKeyMalformed,
  ingressMalformed,
  jwksSourceInvalid,
  jwtRuleMalformed,
  labelMalformed,
  listenerConflict,
  listenerHostnameUnused,
  listenerTlsMismatch,
  localityFailoverRefused,
  localityMalformed,
  localityWeightsNot100,
  maglevTableSizeNotPrime,
  matchValueEmpty,
  mirrorAndMirrors,
  mirrorFractionInvalid,
  mirrorPercentageRange,
  mutualMissingCerts,
  nameNotDnsLabel,
  networkPolicyMalformed,
  numberOutOfRange,
  objectLabelMalformed,
  objectNameMalformed,
  outlierLocalOriginNeedsSplit,
  pathModifierTypeMismatch,
  podPortMalformed,
  portLevelMtlsNoSelector,
  portLevelPortUnset,
  portOutOfRange,
  prefixReplacementWithoutMatch,
  probeMalformed,
  probeSchemeInvalid,
  probeTypeUnsupported,
  protocolUnknown,
  redirectMalformed,
  redirectWithBackends,
  regexInvalid,
  reservedAnnotation,
  restartPolicyRefused,
  retriesWithoutAttempts,
  retryOnGrpcCodeSpelling,
  retryOnUnknown,
  retryOnWhitespace,
  rewriteMalformed,
  ringSizeDeprecated,
  routeActionsExclusive,
  routeFilterTypeMismatch,
  routeMatchesExceedLimit,
  scopedHostMalformed,
  selectorEmpty,
  selectorTemplateMismatch,
  selectorWildcard,
  serverTlsCertificatesInvalid,
  serverTlsIgnored,
  serviceAccountsWithPrincipals,
  serviceEntryAnyHost,
  serviceEntryEndpointPort,
  serviceEntryEndpointsRefused,
  serviceEntryResolutionMismatch,
  serviceEntrySettingIgnored,
  servicePortMalformed,
  serviceTypeConflict,
  sidecarEgressMalformed,
  sidecarIngressMalformed,
  sidecarOutboundPolicyInvalid,
  sidecarSettingIgnored,
  sniHostNotInHosts,
  tagOverrideValueMismatch,
  targetAndSelector,
  targetRefKindUnsupported,
  targetRefWithNamespace,
  telemetryMalformed,
  telemetrySettingIgnored,
  tlsRouteIpAddress,
  trafficPolicyEmpty,
  tunnelMalformed,
  virtualServiceHostsOverlap,
  virtualServiceWithoutRoutes,
  waypointMatchContextMismatch,
  weightMalformed,
  workloadAddressMalformed,
  // ambient
  ambientL7WithoutWaypoint,
  authzHttpAtZtunnel,
  selectorOnWaypoint,
  sidecarInAmbient,
  waypointUnknown,
  // authorization
  authzAccountUnknown,
  authzCustomProviderUnknown,
  authzCustomProvidersConflict,
  authzDenyBlocksTcpPort,
  authzGrpcPathInMethods,
  authzGrpcPathMalformed,
  authzHostWithoutPort,
  authzHttpFieldsOnTcpPort,
  authzIdentityAtGateway,
  authzMethodsNotPost,
  authzNamespaceUnknown,
  authzPathInnerWildcard,
  authzPortIsServicePort,
  authzPrincipalMalformed,
  authzPrincipalSpiffePrefix,
  authzPrincipalWithoutMtls,
  authzRuleSplit,
  authzServiceWildcardTooBroad,
  claimRouteUnauthenticated,
  extAuthzBodyOnStreams,
  jwksUriUnreachable,
  requestPrincipalIssuerUnknown,
  tokenBlocksCorsPreflight,
  tokenDemandedUnvalidated,
  tokenNotForwarded,
  // client-config
  channelBalancesOneAddress,
  clientAndMeshRetries,
  clientBalancesOneAddress,
  clientDeadlineOverRouteTimeout,
  clientDeadlineUnderTryTimeout,
  clientHealthCheckInMesh,
  clientWaitsForReadyInVain,
  serviceConfigNameUnknown,
  serviceConfigNotAsWritten,
  serviceConfigRefused,
  // connections
  clientProtocolOnHttp2Port,
  doNotUpgradeOnGrpcPort,
  http2KeepaliveTooAggressive,
  http2MaxRequestsLow,
  http2SettingOnNonH2Port,
  http2SettingWithUseClientProtocol,
  idleTimeoutBeyondServer,
  maxRequestsPerConnectionLow,
  pendingRequestsLowOnH2,
  tcpIdleTimeoutShadowed,
  zeroMeansUnset,
  // envoy-filters
  envoyFilterBuffersStreams,
  envoyFilterClusterOptionsIgnored,
  envoyFilterContextMismatch,
  envoyFilterHasNativeField,
  envoyFilterLegacyName,
  envoyFilterOperationIgnored,
  envoyFilterRelativeOperation,
  envoyFilterServicePort,
  envoyFilterThresholdsIgnored,
  envoyFilterUnscoped,
  envoyFilterWithoutType,
  envoyValueIncomplete,
  envoyValueUnknownField,
  envoyVhostNameUnknown,
  transcodedPathNotRouted,
  transcoderDescriptorNotMounted,
  // external-services
  egressGatewayPortNotHttp2,
  serviceEntry443WithoutTls,
  serviceEntryConflictingProtocol,
  serviceEntryDoubleTls,
  serviceEntryProtocolNotHttp2,
  serviceEntryShadowed,
  serviceEntryTlsWithoutTargetPort,
  // faults
  faultAbortNotRetried,
  faultDelayOutlastsTimeout,
  faultDelayPercentDeprecated,
  faultGrpcStatusOk,
  faultHttpStatusMapped,
  faultNoPercentage,
  // gateway-api
  backendServiceUnknown,
  backendWeightsAllZero,
  backendWithoutReferenceGrant,
  duplicateGrpcrouteHeader,
  grpcrouteFilterUnsupported,
  grpcrouteHttpSameHost,
  grpcrouteServiceLeadingDot,
  parentGatewayUnknown,
  routeHostnameNotInListener,
  routeNotAllowedByGateway,
  // gateways
  corsOriginWithoutScheme,
  credentialSecretIncomplete,
  duplicateGatewayRoute,
  duplicateGrpcWebFilter,
  edgeProfileLimitsStreams,
  edgeProfileOnSidecar,
  gatewayBackendNotHttp2,
  gatewayCertificateShared,
  gatewayCredentialUnknown,
  gatewayGrpcWebOverHttps,
  gatewayHostConflict,
  gatewayHttpsRedirectGrpc,
  gatewayPassthroughWithHttpRoutes,
  gatewayPlaintextOn443,
  gatewayPlaintextToTlsPort,
  gatewayPortConflict,
  gatewayPortNotInService,
  gatewayRouteForInternalHost,
  gatewaySettingsNotForMesh,
  gatewayTcpServerWithHttpRoutes,
  grpcWebClientStreaming,
  grpcWebCorsIncomplete,
  ingressBackendNotHttp2,
  loadBalancerSpeaksHttp1,
  passthroughToPlaintextPort,
  reflectionExposedAtGateway,
  subsetRoutesSkippedAtGateway,
  virtualServiceHostNotInGateway,
  // lifecycle
  annotationMisplaced,
  annotationValueRefused,
  drainDurationFraction,
  drainExceedsGrace,
  holdApplicationRedundant,
  imageAutoNotInjected,
  istioSettingsMalformed,
  namespaceInjectionContradictory,
  prestopExceedsGrace,
  proxyConfigUnknownKey,
  runAsProxyUser,
  terminationDrainIgnored,
  unknownIstioAnnotation,
  // load-balancing
  consistentHashAcrossWeights,
  consistentHashCookieGrpc,
  consistentHashQueryParamGrpc,
  headlessLbIgnored,
  headlessSubsetIgnored,
  lbLeastConnDeprecated,
  lbPassthroughOnGrpc,
  lbRedundantDefault,
  localityDistributeNoFailover,
  portLevelDropsTopLevel,
  portLevelPortMissing,
  warmupDurationSecsDeprecated,
  warmupIgnoredByBalancer,
  // metadata
  metadataBinaryMatch,
  metadataInvalidKey,
  reservedGrpcPrefix,
  stripGrpcProtocolHeader,
  // mtls
  credentialNameOnSidecar,
  destinationTlsConflictsStrict,
  destinationTlsToPlaintextServer,
  excludedPortGetsMutualTls,
  grpcCommandTlsMismatch,
  istioMutualExtraFields,
  mutualTlsTowardsPlaintext,
  podAddressesBypassMutualTls,
  portLevelMtlsServicePort,
  strictMtlsWithoutProxy,
  strictPortInNoService,
  wideTlsConflictsPolicy,
  // observability
  alertIgnoresGrpcStatus,
  extensionProviderNotImported,
  extensionProviderPortNotHttp2,
  extensionProviderUnreachable,
  extensionProviderWrongKind,
  grpcStatsPrefixNoMatch,
  telemetryProviderUnknown,
  telemetryRemovesGrpcStatus,
  tracePropagatorMismatch,
  // outlier-detection
  localityFailoverWithoutOutlier,
  outlierConsecutiveErrorsIgnored,
  outlierGatewayErrorsNeverFirst,
  outlierMayEjectAll,
  // ports
  appProtocolConflictsWithName,
  appProtocolUnknown,
  appTlsOnPlaintextGrpcPort,
  canaryPortNotHttp2,
  grpcPortExcludedFromCapture,
  grpcPortUdp,
  grpcPortUndeclared,
  grpcWebSharesGrpcPort,
  headlessPortNotTargetPort,
  knativePortNotHttp2,
  networkPolicyServicePort,
  portHttpForGrpc,
  portNameGrpcAndTls,
  portNameGrpcNotPrefix,
  portNameLookalike,
  portProtocolUndeclared,
  portTcpForGrpc,
  sameTargetPortMixedProtocols,
  serverOnLoopback,
  serverTlsFlagOnGrpcPort,
  targetPortNotInPod,
  // probes
  execGrpcHealthProbe,
  grpcProbePortMismatch,
  httpProbeOnGrpcPort,
  probePortNameUnknown,
  probeRewriteDisabled,
  tcpProbeOnGrpcPort,
  // protobuf
  grpcCommandRpcUnknown,
  httpRuleCutByComment,
  httpRuleWithoutBody,
  protoSyntax,
  rpcDeprecatedRouted,
  rpcMethodUnknown,
  rpcRouteShadowed,
  rpcServiceUnknown,
  rpcWithoutAllow,
  rpcWithoutRoute,
  // proxyless
  proxylessActionIgnored,
  proxylessPlaintextToStrict,
  proxylessRetriesIgnored,
  proxylessSettingIgnored,
  proxylessStartsBeforeAgent,
  xdsBootstrapRefused,
  // references
  clientPortNotInService,
  delegateUnknown,
  destinationHostUnknown,
  destinationPortMissing,
  destinationPortNotInService,
  destinationRuleHostUnknown,
  duplicateDestination,
  duplicateDestinationRule,
  duplicateResource,
  gatewayUnknown,
  grpcCommandPortUnknown,
  ingressBackendPortUnknown,
  namespacePoliciesOverlap,
  policyTargetUnknown,
  rootSidecarWithSelector,
  selectorSelectsNoPods,
  serviceSelectsNoPods,
  sidecarEgressHostUnknown,
  subsetNotExported,
  subsetSelectsNoPods,
  subsetUndefined,
  subsetWithoutLabels,
  weightOfOnlyDestination,
  workloadPoliciesOverlap,
  // retries
  perTryTimeoutNeverRetried,
  perTryTimeoutNotBelowTimeout,
  retryAttemptsMany,
  retryBudgetExceedsTimeout,
  retryBudgetOverridesMaxRetries,
  retryNonIdempotentRpc,
  retryOffForReadRpc,
  retryOnDropsConnectionConditions,
  retryOnHttpCodesOnlyForGrpc,
  retryOnMissingUnavailable,
  retryResourceExhaustedNoBackoff,
  retryUnsafeCode,
  // routing
  absentHeaderMatchesAll,
  authorityMatchWithoutPort,
  delegateLeftOut,
  delegateMatchConflict,
  duplicateMeshHost,
  grpcDirectResponse2xx,
  grpcExactNotServiceMethod,
  grpcMatchMethodNotPost,
  grpcMatchQueryParams,
  grpcPrefixNeverMatches,
  grpcPrefixNoTrailingSlash,
  grpcPrefixPartialMethod,
  grpcRedirect,
  grpcUriRewrite,
  hostOutsideSidecarEgress,
  httpRouteOnNonHttpPort,
  meshRouteReplacesVirtualService,
  mirrorPercentDeprecated,
  mirrorTargetNotHttp2,
  noCatchAllRoute,
  privateRouteNotImported,
  redundantMatchInRule,
  regexNeverMatchesPath,
  routeSendsGrpcPortToHttpPort,
  sidecarEgressPortMismatch,
  tcpRouteOnGrpcPort,
  unreachableRoute,
  uriMissingLeadingSlash,
  // schema
  duplicateItem,
  exclusiveFields,
  experimentalField,
  missingField,
  unknownApiVersion,
  unknownField,
  unknownKind,
  valueNotAllowed,
  valueOutOfBounds,
  wrongType,
  // streaming
  streamingBehindBodyFilter,
  streamingExtAuthzBody,
  streamingRetryBuffered,
  streamingUnderPerTryTimeout,
  streamingUnderProxyLimit,
  streamingUnderRouteTimeout,
  // syntax
  duplicateKey,
  helmTemplate,
  kustomizeNotBuilt,
  malformedSuppression,
  missingSeparator,
  objectKeyMisspelt,
  placeholderNotFilled,
  unknownSuppression,
  unusedSuppression,
  yamlSyntax,
  yttTemplate,
  // upgrades
  fieldDeprecated,
  fieldNewerThanIstio,
  injectAnnotationDeprecated,
  istioApiVersionOld,
];
