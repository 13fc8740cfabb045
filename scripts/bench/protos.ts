import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "./trees.ts";

const files = 500;

/** A file of about ten kilobytes: a service of six RPCs, and messages with comments, as people write them. */
function protoText(index: number): string {
  const rpcs = ["Get", "List", "Create", "Update", "Delete", "Watch"].map(
    (name) =>
      `  // ${name} is described here, in a line or two of prose that readers skip.\n  rpc ${name}(${name}Request) returns (${name === "Watch" ? "stream " : ""}${name}Response);\n`,
  );
  const messages = Array.from({ length: 40 }, (_, at) => {
    const fields = Array.from(
      { length: 6 },
      (__, field) => `  string field_${field} = ${field + 1}; // what it means\n`,
    );
    return `message Part${at} {\n${fields.join("")}}\n`;
  });
  return `syntax = "proto3";\n\npackage team${index}.v1;\n\nservice Things {\n${rpcs.join("")}}\n\n${messages.join("\n")}`;
}

const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: things, namespace: team1 }
spec:
  hosts: [things.team1.svc.cluster.local]
  http:
    - match: [{ uri: { prefix: /team1.v1.Things/ } }]
      timeout: 15s
      route: [{ destination: { host: things.team1.svc.cluster.local, port: { number: 9000 } } }]
`;

/** 500 `.proto` files next to one route that asks what they define. */
export function writeProtos(folder: string): Tree {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "route.yaml"), route);
  let bytes = 0;
  for (let index = 0; index < files; index += 1) {
    const text = protoText(index);
    bytes += Buffer.byteLength(text);
    writeFileSync(join(folder, `things-${index}.proto`), text);
  }
  return { path: folder, megabytes: bytes / 1e6, files: files + 1, manifests: 1 };
}
