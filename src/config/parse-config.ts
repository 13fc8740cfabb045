import { severities, type Severity } from "../rule/finding.ts";
import { presets } from "../rule/rule.ts";
import { isKnownName } from "../rule/rule-names.ts";
import type { Field } from "../yaml/field.ts";
import { similarName } from "../text/similar-name.ts";
import type { Located, SourceFile } from "../yaml/source.ts";
import {
  emptyConfig,
  type ClientFiles,
  type Config,
  type Override,
  type ResourcePattern,
  type RuleSetting,
  type RuleSettings,
} from "./config.ts";
import { customRuleFaults, customRulesIn } from "./custom-rules.ts";
import type { FileFault } from "./file-fault.ts";
import { globFault } from "./glob.ts";
import { readStructure, type FileReader } from "./read-structure.ts";
import { releaseIn, releaseHelp, releaseSettings } from "./release.ts";

export type ParsedConfig =
  | { readonly config: Config }
  | { readonly faults: readonly [FileFault, ...FileFault[]] };

interface ConfigReader extends Pick<FileReader, "fullParser" | "validate"> {
  /** The names of all rules and topics. */
  readonly ruleNames: readonly string[];
}

/** Reads a configuration file; everything that is wrong with it at once. */
export function parseConfig(source: SourceFile, reader: ConfigReader): ParsedConfig {
  const check = (root: Field): readonly FileFault[] => [
    ...versionFaults(root),
    ...globFaults(root),
    ...ruleFaults(root, reader.ruleNames),
    ...rpcFaults(root),
    ...customRuleFaults(root.get("customRules"), reader.ruleNames),
  ];
  const structure = readStructure(source, { ...reader, check });
  if (structure.faults !== undefined) return structure;
  return { config: structure.root === undefined ? emptyConfig : configOf(structure.root) };
}

function configOf(root: Field): Config {
  const { include } = emptyConfig;
  return {
    preset: presets.find((preset) => preset === stringAt(root, "preset")),
    istioVersion: releaseAt(root, "istioVersion"),
    gatewayApiVersion: releaseAt(root, "gatewayApiVersion"),
    kubernetesVersion: releaseAt(root, "kubernetesVersion"),
    clusterDomain: stringAt(root, "clusterDomain"),
    failureThreshold: severityOf(root.get("failureThreshold")),
    maxWarnings: root.get("maxWarnings")?.number()?.value,
    baseline: stringAt(root, "baseline"),
    include: stringsAt(root, "include") ?? include,
    ignore: stringsAt(root, "ignore") ?? [],
    rules: ruleSettings(root.get("rules")),
    overrides: root.get("overrides")?.items().map(overrideOf) ?? [],
    external: {
      hosts: stringsAt(root.get("external"), "hosts") ?? [],
      namespaces: stringsAt(root.get("external"), "namespaces") ?? [],
    },
    complete: root.get("complete")?.boolean()?.value ?? stringsAt(root, "complete") ?? false,
    environments: new Map(
      root
        .get("environments")
        ?.entries()
        .map((field) => [field.key.value, field.strings().map(({ value }) => value)]),
    ),
    rpcServices: new Map(
      root
        .get("rpc")
        ?.get("services")
        ?.entries()
        .map((field) => [field.key.value, oneOrMore(field)]),
    ),
    clients: root.get("clients")?.items().map(clientFilesOf) ?? [],
    extends: extendedBy(root.get("extends")),
    customRules: customRulesIn(root.get("customRules")),
  };
}

function oneOrMore(field: Field): readonly string[] {
  return field.isList ? field.strings().map(({ value }) => value) : [field.text ?? ""];
}

function extendedBy(field: Field | undefined): readonly Located<string>[] {
  if (field === undefined) return [];
  if (field.isList) return field.strings();
  return field.text === undefined ? [] : [{ value: field.text, span: field.span }];
}

function clientFilesOf(field: Field): ClientFiles {
  return {
    files: stringsAt(field, "files") ?? [],
    language: stringAt(field, "language") ?? "",
  };
}

function stringAt(field: Field, key: string): string | undefined {
  return field.get(key)?.text;
}

/** `undefined` if there is no list. */
function stringsAt(field: Field | undefined, key: string): readonly string[] | undefined {
  const found = field?.get(key);
  return found?.isList ? found.strings().map(({ value }) => value) : undefined;
}

function ruleSettings(field: Field | undefined): RuleSettings {
  return new Map(field?.entries().map((rule) => [rule.key.value, settingOf(rule)]));
}

function settingOf(field: Field): RuleSetting {
  if (!field.isMap) return { severity: levelOf(field), reason: "", options: {} };
  const options = field.get("options")?.entries() ?? [];
  return {
    severity: levelOf(field.get("severity")),
    reason: stringAt(field, "reason") ?? "",
    options: Object.fromEntries(
      options.map((option) => [option.key.value, option.number()?.value ?? 0]),
    ),
  };
}

/** YAML 1.1 reads a bare `off` as false. */
function levelOf(field: Field | undefined): Severity | "off" | undefined {
  const value = field?.scalar()?.value;
  return value === false || value === "off" ? "off" : severityOf(field);
}

function severityOf(field: Field | undefined): Severity | undefined {
  const value = field?.text;
  return severities.find((severity) => severity === value);
}

function overrideOf(field: Field): Override {
  return {
    files: stringsAt(field, "files"),
    resources: field.get("resources")?.items().map(resourceOf),
    rules: ruleSettings(field.get("rules")),
    reason: stringAt(field, "reason") ?? "",
  };
}

function resourceOf(field: Field): ResourcePattern {
  return {
    kind: stringAt(field, "kind"),
    namespace: stringAt(field, "namespace"),
    name: stringAt(field, "name"),
  };
}

/** Without quotes `1.20` is the number 1.2, so what counts is how it is written. */
function writtenVersion(field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  return field.text ?? field.source.text.slice(field.node.start, field.node.end);
}

type ReleaseSetting = keyof typeof releaseSettings;

function releaseAt(root: Field, name: ReleaseSetting): string | undefined {
  return releaseIn(releaseSettings[name], writtenVersion(root.get(name)) ?? "");
}

function versionFaults(root: Field): readonly FileFault[] {
  const names = ["istioVersion", "gatewayApiVersion", "kubernetesVersion"] as const;
  return names.flatMap((name) => {
    const field = root.get(name);
    const written = writtenVersion(field);
    if (field?.scalar() === undefined || releaseAt(root, name) !== undefined) return [];
    return {
      headline: `\`${name}\` cannot be \`${written ?? ""}\``,
      primary: { span: field.span, text: "not a known release" },
      help: [releaseHelp(releaseSettings[name])],
    };
  });
}

function globFaults(root: Field): readonly FileFault[] {
  const lists = [
    root.get("include"),
    root.get("ignore"),
    ...(root.get("environments")?.entries() ?? []),
    ...overridesOf(root).map((override) => override.get("files")),
    ...(root.get("clients")?.items() ?? []).map((clients) => clients.get("files")),
  ];
  return lists.flatMap((list) => list?.strings().flatMap(globFaultAt) ?? []);
}

function globFaultAt({ value, span }: Located<string>): readonly FileFault[] {
  const fault = globFault(value);
  // The schema says that it is empty.
  if (fault === undefined || value === "") return [];
  return [
    {
      headline: `\`${value}\` is not a valid glob: ${fault}`,
      primary: { span, text: "not a valid glob" },
      help: ["use a path relative to the folder of this file, such as `envs/*/generated`"],
    },
  ];
}

function rpcFaults(root: Field): readonly FileFault[] {
  const services = root.get("rpc")?.get("services")?.entries() ?? [];
  const names = services.map(({ key }) => key).filter(({ value }) => !isRpcService(value));
  const addresses = services
    .flatMap((service) => (service.isList ? service.items() : [service]))
    .filter(({ text }) => text && !isAddress(text));
  return [...names.map(notAnRpcService), ...addresses.map(notAnAddress)];
}

function isRpcService(name: string): boolean {
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name);
}

function isAddress(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?:[1-9]\d{0,4}$/.test(text);
}

function notAnRpcService({ value, span }: Located<string>): FileFault {
  return {
    headline: `\`${value}\` is not the name of a gRPC service`,
    primary: { span, text: "not a full name" },
    help: ["use the package and the service name, such as `shop.v1.CartService`"],
  };
}

function notAnAddress(field: Field): FileFault {
  return {
    headline: `\`${field.text ?? ""}\` is not the address of a port`,
    primary: { span: field.span, text: "not `HOST:PORT`" },
    help: ["use the name, namespace and port of a Service, such as `cart.shop:7070`"],
  };
}

function overridesOf(root: Field): readonly Field[] {
  return root.get("overrides")?.items() ?? [];
}

function ruleFaults(root: Field, names: readonly string[]): readonly FileFault[] {
  const known = new Set(names);
  return [root, ...overridesOf(root)]
    .flatMap((field) => field.get("rules")?.entries() ?? [])
    .filter(({ key }) => !isKnownName(key.value, known))
    .map(({ key }) => unknownRule(key, names));
}

function unknownRule({ value, span }: Located<string>, names: readonly string[]): FileFault {
  const similar = similarName(value, names);
  return {
    headline: `unknown rule \`${value}\``,
    primary: { span, text: "no rule or topic has this name" },
    help: [
      ...(similar === undefined ? [] : [`a rule with a similar name exists: \`${similar}\``]),
      "`istio-grpc-lint rules` lists all rules",
    ],
  };
}
