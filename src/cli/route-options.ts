import type { Option } from "./option.ts";

/** What `route` is asked. */
export const routeOptions = [
  {
    name: "from",
    value: "CALLER",
    commands: ["route", "upgrade-check"],
    group: "Ask",
    help: "NAMESPACE/WORKLOAD, NAMESPACE or gateway:NAMESPACE/NAME",
  },
  {
    name: "to",
    value: "HOST:PORT",
    commands: ["route", "upgrade-check"],
    group: "Ask",
    help: "what the client connects to",
  },
  {
    name: "call",
    value: "METHOD",
    commands: ["route"],
    group: "Ask",
    help: "pkg.Service/Method",
  },
  {
    name: "header",
    value: "NAME=VALUE",
    repeatable: true,
    commands: ["route"],
    group: "Ask",
    help: "metadata of the call; repeatable",
  },
  {
    name: "authority",
    value: "NAME",
    commands: ["route"],
    group: "Ask",
    help: "`:authority`, if other than --to",
  },
  {
    name: "tls",
    value: "SNI",
    commands: ["route"],
    group: "Ask",
    help: "the client speaks TLS itself, with this SNI",
  },
  {
    name: "environment",
    value: "NAME",
    commands: ["route", "test", "report", "graph"],
    group: "Ask",
    help: "the environment of the configuration, or the overlay",
  },
  {
    name: "manifests",
    value: "PATH",
    repeatable: true,
    commands: ["test"],
    group: "Ask",
    help: "manifests for test files without `manifests` (default: their folder)",
  },
  {
    name: "focus",
    value: "SERVICE",
    commands: ["graph"],
    group: "Ask",
    help: "NAMESPACE/SERVICE, or a gateway: only it and its neighbours",
  },
  {
    name: "fail-on",
    value: "KINDS",
    repeatable: true,
    commands: ["diff"],
    group: "Ask",
    help: "changes that fail the run, such as opened-access,dropped-route",
  },
] as const satisfies readonly Option[];
