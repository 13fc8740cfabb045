import { configNames } from "../../files/find-config.ts";
import { exists } from "../../files/paths.ts";
import { createText } from "../../files/write.ts";
import { newestIstio, releasesOf } from "../../schema/kinds.ts";
import { InputError, UsageError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Arguments } from "../parse-arguments.ts";
import { configSchemaUrl } from "../config-schema-url.ts";

/** Writes a configuration that changes nothing and shows what there is to change. */
export function init(args: Arguments, host: Host): ExitStatus {
  if (args.operands.length > 0) {
    throw new UsageError("`init` accepts no operands", [
      "it writes `.istio-grpc-lint.yaml` into the working folder",
    ]);
  }
  const [name] = configNames;
  const other = configNames.find((it) => exists(it, host.workingFolder));
  if (other !== undefined) {
    throw new InputError(`\`${other}\` already exists`, ["edit it, or remove it first"]);
  }
  const reason = createText(name, template(), host.workingFolder);
  if (reason !== undefined) {
    throw new InputError(`cannot write \`${name}\`: ${reason}`, ["make the folder writable"]);
  }
  host.complain(`Wrote \`${name}\`.\n`);
  return 0;
}

/** Everything is a comment but what holds without it. */
function template(): string {
  return `# yaml-language-server: $schema=${configSchemaUrl}
# Paths are globs like those of .gitignore, relative to this folder. Comments below are examples.

# recommended, or strict: also reports style.
preset: recommended

# Shared configurations that this one builds on: files, or installed packages.
# extends: ["./shared/mesh.yaml"]

# The Istio release to check for, in quotes (default: the newest known).
# istioVersion: "${newestIstio}"

# The Gateway API and Kubernetes releases to check for (default: all known releases).
# gatewayApiVersion: "${releasesOf("gateway-api").last}"
# kubernetesVersion: "${releasesOf("kubernetes").last}"

# DNS suffix of the cluster's Services.
# clusterDomain: cluster.local

# Fail on findings of this severity or above: error, warning or info.
# failureThreshold: error

# More warnings than this also fail the run.
# maxWarnings: 0

# The files that make up the mesh. They are read even if a hook or an editor passes only one of them.
# include: ["k8s", "charts/*/rendered"]

# Files that are neither checked nor read.
# ignore: ["**/templates/**"]

# Rules and topics: off, info, warning or error. \`istio-grpc-lint rules\` lists them.
# rules:
#   helm-template: off
#   http2-max-requests-low: { severity: error, options: { reportUpTo: 50 } }

# Your own rules, as data.
# customRules:
#   grpc-route-needs-timeout:
#     view: grpc-route
#     require: { field: timeout, atMost: 30s }
#     message: "a gRPC route of {name} has no timeout of at most 30s"

# Other severities for some files or resources; later entries take precedence.
# overrides:
#   - files: ["envs/dev"]
#     rules: { mtls: info }
#     reason: no real traffic
#   - resources: [{ kind: VirtualService, namespace: legacy, name: "v1-*" }]
#     rules: { retries: off }
#     reason: retired soon

${world}`;
}

const world = `# What exists outside these files, so that it is never reported missing.
# external:
#   hosts: ["*.googleapis.com", billing.payments.svc.cluster.local]
#   namespaces: [istio-system]

# Whether these files hold the whole mesh (true), or all of some namespaces.
# complete: [prod]

# Separate meshes; files in no environment belong to all of them.
# environments:
#   dev: ["envs/dev"]
#   prod: ["envs/prod"]

# Which Services serve a gRPC service, if routes do not show it.
# rpc:
#   services: { shop.v1.CartService: "cart.shop:7070" }

# The language of the clients that read the gRPC service configs in some files.
# clients:
#   - { files: ["k8s/web"], language: js }

# Findings that are accepted for now; \`istio-grpc-lint --write-baseline\` writes them.
# baseline: .istio-grpc-lint-baseline.json
`;
