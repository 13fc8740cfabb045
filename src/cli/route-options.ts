import type { Option } from "./option.ts";

/** What `route` is asked. */
export const routeOptions = [
  {
    name: "from",
    value: "CALLER",
    commands: ["route"],
    group: "Route",
    help: "NAMESPACE/WORKLOAD, NAMESPACE or gateway:NAMESPACE/NAME",
  },
  {
    name: "to",
    value: "HOST:PORT",
    commands: ["route"],
    group: "Route",
    help: "what the client connects to",
  },
  {
    name: "call",
    value: "METHOD",
    commands: ["route"],
    group: "Route",
    help: "pkg.Service/Method",
  },
  {
    name: "header",
    value: "NAME=VALUE",
    repeatable: true,
    commands: ["route"],
    group: "Route",
    help: "metadata of the call; repeatable",
  },
  {
    name: "authority",
    value: "NAME",
    commands: ["route"],
    group: "Route",
    help: "`:authority`, if other than --to",
  },
  {
    name: "tls",
    value: "SNI",
    commands: ["route"],
    group: "Route",
    help: "the client speaks TLS itself, and asks for this name",
  },
  {
    name: "environment",
    value: "NAME",
    commands: ["route"],
    group: "Route",
    help: "the environment of the configuration, or the overlay, to ask",
  },
  {
    name: "fail-on-change",
    value: "KINDS",
    repeatable: true,
    commands: ["diff"],
    help: "changes that fail the run, such as opened-access,dropped-route",
  },
] as const satisfies readonly Option[];
