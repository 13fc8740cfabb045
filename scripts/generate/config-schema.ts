import { presets, topics, type Rule } from "../../src/rule/rule.ts";
import { clientLanguages } from "../../src/config/config.ts";
import { severities } from "../../src/rule/finding.ts";
import kinds from "../../schemas/kinds.json" with { type: "json" };

/** The JSON Schema of configuration files, with all rules and their options, as text. */
export function configSchema(rules: readonly Rule[]): string {
  return `${JSON.stringify(schemaOf(rules), undefined, 2)}\n`;
}

const release = (of: string, { first, last }: typeof kinds.releases.istio): object => ({
  description: `The ${of} release that manifests are checked for: ${first} to ${last}, in quotes.`,
  type: ["string", "number"],
});

const globs = (description: string): object => ({
  description,
  type: "array",
  items: { type: "string", minLength: 1 },
});

const names = (description: string): object => ({
  description,
  type: "array",
  items: { type: "string", minLength: 1 },
});

const reason = { description: "Why; shown with what is silenced.", type: "string" };

// YAML 1.1 reads a bare `off` as false.
const severity = {
  description: "off, or how severe the findings are.",
  enum: ["off", false, ...severities],
};

function settingOf(properties: object): object {
  return {
    if: { type: "object" },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: {
      type: "object",
      additionalProperties: false,
      properties: { severity: { $ref: "#/$defs/severity" }, reason, ...properties },
    },
    else: { $ref: "#/$defs/severity" },
  };
}

function schemaOf(rules: readonly Rule[]): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of istio-grpc-lint (.istio-grpc-lint.yaml)",
    description: "Paths are globs as in .gitignore, relative to the folder of this file.",
    type: "object",
    additionalProperties: false,
    properties: {
      ...general,
      rules: {
        description:
          "Severity and options of rules, by the name of a rule or of a topic, by the start of names (authz-*), or for ALL.",
        ...ruleMap(rules, true),
      },
      overrides: {
        description: "Other severities for some files or resources; later entries win.",
        type: "array",
        items: { $ref: "#/$defs/override" },
      },
      ...world,
      ...rpcs,
      customRules,
    },
    $defs: {
      severity,
      setting: settingOf({}),
      override: override(rules),
      resource,
      condition,
    },
  };
}

const general = {
  extends: {
    description:
      "Configurations that this one adds to: paths from the folder of this file, or installed packages with an istio-grpc-lint.yaml. Their globs are relative to the folder of the first file; baseline counts in that alone.",
    type: ["string", "array"],
    minLength: 1,
    items: { type: "string", minLength: 1 },
  },
  preset: {
    description: "recommended, or strict: with what works as it is and could be written better.",
    enum: presets,
  },
  istioVersion: release("Istio", kinds.releases.istio),
  gatewayApiVersion: release("Gateway API", kinds.releases["gateway-api"]),
  kubernetesVersion: release("Kubernetes", kinds.releases.kubernetes),
  clusterDomain: {
    description: "DNS suffix of the cluster's Services (default: cluster.local).",
    type: "string",
    pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
  },
  failureThreshold: {
    description: "Findings from here on fail the run (default: error).",
    enum: severities,
  },
  maxWarnings: {
    description: "More warnings than this fail the run.",
    type: "integer",
    minimum: 0,
  },
  baseline: {
    description: "The file of accepted findings, relative to the folder of this file.",
    type: "string",
    minLength: 1,
  },
  include: globs(
    "Files that make up the mesh: checked where no path is given, context of what is checked elsewhere (default: all files below this folder).",
  ),
  ignore: globs("Files that are neither checked nor read."),
};

const world = {
  external: {
    description: "What exists outside these files, and is not missing.",
    type: "object",
    additionalProperties: false,
    properties: {
      hosts: {
        ...names("Hosts, such as *.googleapis.com."),
        items: {
          type: "string",
          pattern: "^(\\*|(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?)$",
        },
      },
      namespaces: names("Namespaces whose resources live elsewhere."),
    },
  },
  complete: {
    description: "Whether these files hold the whole mesh, or all of the namespaces listed.",
    type: ["boolean", "array"],
    items: { type: "string", minLength: 1 },
  },
  environments: {
    description:
      "Splits the files into meshes, each with its own files by name; files in no environment belong to all.",
    type: "object",
    additionalProperties: { ...globs("The files of this environment."), minItems: 1 },
  },
};

const rpcs = {
  rpc: {
    description: "What is known of gRPC services beyond what the files say.",
    type: "object",
    additionalProperties: false,
    properties: {
      services: {
        description:
          "Where a gRPC service is served: its full name (shop.v1.Cart), and NAME.NAMESPACE:PORT of a Service, or several.",
        type: "object",
        additionalProperties: {
          type: ["string", "array"],
          minItems: 1,
          minLength: 1,
          items: { type: "string", minLength: 1 },
        },
      },
    },
  },
  clients: {
    description: "The language of the clients that read the gRPC service configs in some files.",
    type: "array",
    items: {
      type: "object",
      additionalProperties: false,
      required: ["files", "language"],
      properties: {
        files: { ...globs("Files with ConfigMaps and workloads of these clients."), minItems: 1 },
        language: { enum: Object.keys(clientLanguages) },
      },
    },
  },
};

const operand = { type: ["string", "number", "boolean"] };
const operands = { type: "array", minItems: 1, items: operand };
const kindName = { enum: [...new Set(kinds.kinds.map(({ kind }) => kind))].toSorted() };

const condition = {
  type: "object",
  additionalProperties: false,
  required: ["field"],
  properties: {
    field: {
      description:
        'A path below the item: route[].destination.host, metadata.labels["example.com/team"].',
      type: "string",
      minLength: 1,
    },
    exists: { type: "boolean" },
    equals: operand,
    notEquals: operand,
    in: operands,
    notIn: operands,
    startsWith: { type: "string" },
    endsWith: { type: "string" },
    contains: { type: "string" },
    matches: { description: "A regular expression (RE2) for the whole value.", type: "string" },
    atLeast: { description: "A number or a duration.", type: ["number", "string"] },
    atMost: { description: "A number or a duration.", type: ["number", "string"] },
  },
};

const conditions = {
  if: { type: "array" },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: { type: "array", minItems: 1, items: { $ref: "#/$defs/condition" } },
  else: { $ref: "#/$defs/condition" },
};

const customRules = {
  description: "Rules of this repository, by name, as data.",
  type: "object",
  additionalProperties: {
    type: "object",
    additionalProperties: false,
    required: ["require", "message"],
    properties: {
      kind: {
        description: "The kinds of resources that it is for.",
        if: { type: "array" },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { type: "array", minItems: 1, items: kindName },
        else: kindName,
      },
      view: {
        description: "In place of kind: routes of any kind that carry gRPC.",
        enum: ["grpc-route"],
      },
      each: {
        description:
          "What is judged within the resource: spec.http[]. The resource itself if left out.",
        type: "string",
        minLength: 1,
      },
      where: { description: "What holds of the items that are judged.", ...conditions },
      require: { description: "What has to hold of them.", ...conditions },
      message: {
        description: "The headline; {kind}, {name}, {namespace} and {value} are filled in.",
        type: "string",
        minLength: 1,
        maxLength: 90,
      },
      note: { description: "The consequence.", type: "string" },
      help: { description: "What to do.", type: "string" },
      severity: { description: "warning if left out.", enum: severities },
    },
  },
};

const resource = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  properties: {
    kind: { enum: [...new Set(kinds.kinds.map(({ kind }) => kind))].toSorted() },
    namespace: { description: "May hold *.", type: "string", minLength: 1 },
    name: { description: "May hold *.", type: "string", minLength: 1 },
  },
};

function override(rules: readonly Rule[]): object {
  return {
    description: "Judged by where the finding's first label is.",
    type: "object",
    additionalProperties: false,
    required: ["rules"],
    anyOf: [{ required: ["files"] }, { required: ["resources"] }],
    properties: {
      files: { ...globs("Files it is about."), minItems: 1 },
      resources: {
        description: "Resources it is about; with files, both must hold.",
        type: "array",
        minItems: 1,
        items: { $ref: "#/$defs/resource" },
      },
      rules: { description: "Severities, by rule or topic.", ...ruleMap(rules, false) },
      reason,
    },
  };
}

function ruleMap(rules: readonly Rule[], withOptions: boolean): object {
  const setting = { $ref: "#/$defs/setting" };
  const usedTopics = topics.filter((topic) => rules.some((rule) => rule.topic === topic));
  return {
    type: "object",
    additionalProperties: false,
    // All rules, or those whose names begin like this: `authz-*`.
    patternProperties: { "^(ALL|[a-z][a-z0-9-]*\\*)$": setting },
    properties: {
      custom: setting,
      ...Object.fromEntries(usedTopics.map((topic) => [topic, setting])),
      ...Object.fromEntries(
        rules.map((rule) => [rule.id, withOptions ? ruleSetting(rule) : setting]),
      ),
    },
  };
}

function ruleSetting({ summary, options }: Rule): object {
  const described = { description: summary };
  if (Object.keys(options).length === 0)
    return { ...described, allOf: [{ $ref: "#/$defs/setting" }] };
  const properties = {
    options: { type: "object", additionalProperties: false, properties: options },
  };
  return { ...described, ...settingOf(properties) };
}
