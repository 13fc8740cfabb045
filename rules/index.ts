import type { Rule } from "../src/rule/rule.ts";
import { gatewayBackendNotHttp2 } from "./gateways/gateway-backend-not-http2.ts";
import { lbLeastConnDeprecated } from "./load-balancing/lb-least-conn-deprecated.ts";
import { perTryTimeoutNeverRetried } from "./retries/per-try-timeout-never-retried.ts";
import { duplicateKey } from "./syntax/duplicate-key.ts";
import { helmTemplate } from "./syntax/helm-template.ts";
import { yamlSyntax } from "./syntax/yaml-syntax.ts";

/** Every rule, by topic and id. The only registry. */
export const rules: readonly Rule[] = [
  // gateways
  gatewayBackendNotHttp2,
  // load-balancing
  lbLeastConnDeprecated,
  // retries
  perTryTimeoutNeverRetried,
  // syntax
  duplicateKey,
  helmTemplate,
  yamlSyntax,
];
