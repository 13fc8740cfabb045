import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { compact } from "./compact.ts";
import { parseTypes } from "./parse-messages.ts";

/** What is made of the `.proto` files of a project. */
const targets: Readonly<Record<string, { file: string; isRoot: (name: string) => boolean }>> = {
  envoy: {
    file: "schemas/protos/envoy.json",
    isRoot: (name) => patched.has(name) || /^envoy\.extensions\.(?:[\w.]+\.)?v3\.\w+$/.test(name),
  },
  istio: {
    file: "schemas/protos/istio-mesh.json",
    isRoot: (name) => name === "istio.mesh.v1alpha1.MeshConfig",
  },
};

/** What EnvoyFilters patch. Source: istio `pkg/config/xds/xds.go` BuildXDSObjectFromStruct. */
const patched: ReadonlySet<string> = new Set([
  "envoy.config.bootstrap.v3.Bootstrap",
  "envoy.config.cluster.v3.Cluster",
  "envoy.config.core.v3.TypedExtensionConfig",
  "envoy.config.listener.v3.FilterChain",
  "envoy.config.listener.v3.Filter",
  "envoy.config.listener.v3.Listener",
  "envoy.config.listener.v3.ListenerFilter",
  "envoy.config.route.v3.Route",
  "envoy.config.route.v3.RouteConfiguration",
  "envoy.config.route.v3.VirtualHost",
]);

/** Envoy's old API, and what no configuration holds. */
const unread = /(?:^|\/)(?:api\/v2|service|admin|data|v2(?:alpha)?\d?)\//;

function protosIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return protosIn(path);
    return name.endsWith(".proto") ? [path] : [];
  });
}

const [project = "", folder = "", ...source] = process.argv.slice(2);
const target = targets[project];
if (target === undefined || folder === "") {
  throw new Error("usage: npm run schemas:protos -- envoy|istio FOLDER WHAT IT HOLDS");
}
const types = protosIn(folder)
  .filter((path) => !unread.test(relative(folder, path)))
  .flatMap((path) => parseTypes(path, readFileSync(path, "utf8")));
const made = compact(source.join(" "), types, target.isRoot);
// One type a line, so that a new release is easy to compare.
const lines = Object.entries(made.types).map(
  ([name, type]) => `    ${JSON.stringify(name)}: ${JSON.stringify(type)}`,
);
writeFileSync(
  target.file,
  `{\n  "source": ${JSON.stringify(made.source)},\n  "types": {\n${lines.join(",\n")}\n  }\n}\n`,
);
