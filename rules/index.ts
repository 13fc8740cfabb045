import type { Rule } from "../src/rule/rule.ts";
import { gatewayBackendNotHttp2 } from "./gateways/gateway-backend-not-http2.ts";
import { lbLeastConnDeprecated } from "./load-balancing/lb-least-conn-deprecated.ts";
import { perTryTimeoutNeverRetried } from "./retries/per-try-timeout-never-retried.ts";
import { exclusiveFields } from "./schema/exclusive-fields.ts";
import { missingField } from "./schema/missing-field.ts";
import { unknownApiVersion } from "./schema/unknown-api-version.ts";
import { unknownField } from "./schema/unknown-field.ts";
import { valueNotAllowed } from "./schema/value-not-allowed.ts";
import { wrongType } from "./schema/wrong-type.ts";
import { duplicateKey } from "./syntax/duplicate-key.ts";
import { helmTemplate } from "./syntax/helm-template.ts";
import { unknownSuppression } from "./syntax/unknown-suppression.ts";
import { unusedSuppression } from "./syntax/unused-suppression.ts";
import { yamlSyntax } from "./syntax/yaml-syntax.ts";
import { fieldNewerThanIstio } from "./upgrades/field-newer-than-istio.ts";

/** Every rule, by topic and id. The only registry. */
export const rules: readonly Rule[] = [
  // gateways
  gatewayBackendNotHttp2,
  // load-balancing
  lbLeastConnDeprecated,
  // retries
  perTryTimeoutNeverRetried,
  // schema
  exclusiveFields,
  missingField,
  unknownApiVersion,
  unknownField,
  valueNotAllowed,
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
