import type { Rule } from "../src/rule/rule.ts";
import { backendWeightsAllZero } from "./gateway-api/backend-weights-all-zero.ts";
import { grpcrouteFilterUnsupported } from "./gateway-api/grpcroute-filter-unsupported.ts";
import { grpcrouteHeaderDuplicate } from "./gateway-api/grpcroute-header-duplicate.ts";
import { grpcrouteMethodEmpty } from "./gateway-api/grpcroute-method-empty.ts";
import { grpcrouteServiceFormat } from "./gateway-api/grpcroute-service-format.ts";
import { grpcrouteServiceLeadingDot } from "./gateway-api/grpcroute-service-leading-dot.ts";
import { routeMatchesExceedLimit } from "./gateway-api/route-matches-exceed-limit.ts";
import { gatewayBackendNotHttp2 } from "./gateways/gateway-backend-not-http2.ts";
import { gatewayGrpcWebOverHttps } from "./gateways/gateway-grpc-web-over-https.ts";
import { gatewayHttpsRedirectGrpc } from "./gateways/gateway-https-redirect-grpc.ts";
import { gatewayPassthroughWithHttpRoutes } from "./gateways/gateway-passthrough-with-http-routes.ts";
import { gatewayPlaintextProtocolWithTls } from "./gateways/gateway-plaintext-protocol-with-tls.ts";
import { gatewayTcpServerWithHttpRoutes } from "./gateways/gateway-tcp-server-with-http-routes.ts";
import { gatewayTlsMissing } from "./gateways/gateway-tls-missing.ts";
import { grpcWebCorsIncomplete } from "./gateways/grpc-web-cors-incomplete.ts";
import { grpcWebFilterDuplicate } from "./gateways/grpc-web-filter-duplicate.ts";
import { virtualServiceHostNotInGateway } from "./gateways/virtual-service-host-not-in-gateway.ts";
import { lbLeastConnDeprecated } from "./load-balancing/lb-least-conn-deprecated.ts";
import { perTryTimeoutNeverRetried } from "./retries/per-try-timeout-never-retried.ts";
import { exclusiveFields } from "./schema/exclusive-fields.ts";
import { missingField } from "./schema/missing-field.ts";
import { repeatedItem } from "./schema/repeated-item.ts";
import { unknownApiVersion } from "./schema/unknown-api-version.ts";
import { unknownField } from "./schema/unknown-field.ts";
import { valueNotAllowed } from "./schema/value-not-allowed.ts";
import { valueOutOfBounds } from "./schema/value-out-of-bounds.ts";
import { wrongType } from "./schema/wrong-type.ts";
import { duplicateKey } from "./syntax/duplicate-key.ts";
import { helmTemplate } from "./syntax/helm-template.ts";
import { unknownSuppression } from "./syntax/unknown-suppression.ts";
import { unusedSuppression } from "./syntax/unused-suppression.ts";
import { yamlSyntax } from "./syntax/yaml-syntax.ts";
import { fieldNewerThanIstio } from "./upgrades/field-newer-than-istio.ts";

/** Every rule, by topic and id. The only registry. */
export const rules: readonly Rule[] = [
  // gateway-api
  backendWeightsAllZero,
  grpcrouteFilterUnsupported,
  grpcrouteHeaderDuplicate,
  grpcrouteMethodEmpty,
  grpcrouteServiceFormat,
  grpcrouteServiceLeadingDot,
  routeMatchesExceedLimit,
  // gateways
  gatewayBackendNotHttp2,
  gatewayGrpcWebOverHttps,
  gatewayHttpsRedirectGrpc,
  gatewayPassthroughWithHttpRoutes,
  gatewayPlaintextProtocolWithTls,
  gatewayTcpServerWithHttpRoutes,
  gatewayTlsMissing,
  grpcWebCorsIncomplete,
  grpcWebFilterDuplicate,
  virtualServiceHostNotInGateway,
  // load-balancing
  lbLeastConnDeprecated,
  // retries
  perTryTimeoutNeverRetried,
  // schema
  exclusiveFields,
  missingField,
  repeatedItem,
  unknownApiVersion,
  unknownField,
  valueNotAllowed,
  valueOutOfBounds,
  wrongType,
  // syntax
  duplicateKey,
  helmTemplate,
  unknownSuppression,
  unusedSuppression,
  yamlSyntax,
  // upgrades
  fieldNewerThanIstio,
];
