import type { ServiceConfig } from "../../src/mesh/objects/service-configs.ts";
import {
  clientsOf,
  refusalsOf,
  type LanguageRefusal,
} from "../../src/mesh/ask/service-config-refusals.ts";
import type { Finding } from "../../src/rule/finding.ts";
import { defineRule, grpc } from "../../src/rule/rule.ts";
import { shorten } from "../../src/text/shorten.ts";

export const serviceConfigRefused = defineRule({
  id: "service-config-refused",
  topic: "client-config",
  summary: "a gRPC service config that clients refuse, in some or all languages",
  severity: "error",
  severityWhere: {
    warning: "clients of some languages accept it, or another program may read the file",
  },
  reads: "serviceConfig",
  evidence: [
    grpc("doc/service_config.md", "the fields of a service config"),
    grpc("grpc-go `service_config.go` (1.85)", "parseServiceConfig"),
    grpc(
      "C core `service_config_impl.cc`, `retry_service_config.cc` (1.85)",
      "Python, C++, Ruby, PHP",
    ),
    grpc("grpc-js `service-config.ts` (1.14)", "validateServiceConfig"),
    grpc("grpc-java `ManagedChannelServiceConfig.java` (1.85)", "fromServiceConfig"),
  ],
  *check(config, mesh) {
    const named = clientsOf(config, mesh);
    const { refusals, accepting } = refusalsOf(config.json, named);
    const [first] = refusals;
    if (first === undefined) return;
    const finding = refused(config, first, { refusals, accepting, isNamed: named.length > 0 });
    yield mayBeReadByOthers(config) ? { ...finding, severity: "warning" } : finding;
  },
});

/** What an application makes of YAML is not known; generators of clients for Google's APIs read files of such names. */
function mayBeReadByOthers({ isYaml, path }: ServiceConfig): boolean {
  return isYaml === true || path.endsWith("_grpc_service_config.json");
}

function refused(
  { text, spanOf }: ServiceConfig,
  { start, end, reason }: LanguageRefusal,
  { refusals, accepting, isNamed }: ReturnType<typeof refusalsOf> & { readonly isNamed: boolean },
): Finding {
  const same = refusals.filter((other) => other.start === start).map(({ language }) => language);
  const isRefusedByAll = accepting.length === 0;
  const written = shorten(text.slice(start, end).replaceAll(/\s+/g, " "));
  const value = written.includes("`") || written === "" ? "this service config" : `\`${written}\``;
  return {
    ...(!isRefusedByAll && { severity: "warning" as const }),
    headline: `${value} ${reason}`,
    primary: {
      span: spanOf(start, end),
      text: isRefusedByAll ? "refused" : "refused by some clients",
    },
    note: `${sentence(isRefusedByAll && !isNamed ? [] : same)} the whole config with it: the channel is not created, or every call fails`,
    help: isRefusedByAll
      ? "correct the value, see `doc/service_config.md` of gRPC"
      : `use a form that all clients accept; only ${joined(accepting)} ${accepting.length === 1 ? "accepts" : "accept"} this one`,
  };
}

function sentence(languages: readonly string[]): string {
  const clients = languages.length === 0 ? "clients in all languages" : joined(languages);
  return `${clients} ${languages.length === 1 ? "refuses" : "refuse"}`;
}

function joined(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
