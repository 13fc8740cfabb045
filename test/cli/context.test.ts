import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const route = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: prod }
spec:
  hosts: [reviews]
  http:
    - route: [{ destination: { host: reviews, subset: v2 } }]
`;
/** Its second subset repeats a name. */
const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: prod }
spec:
  host: reviews
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v1, labels: { version: v3 } }]
`;

describe("files that are read as context", () => {
  it("get no findings, and are what others are found by", () => {
    const cwd = temporaryFolder({
      ".istio-grpc-lint.yaml": "",
      "route.yaml": route,
      "rule.yaml": rule,
    });
    const whole = runCli([".", "-f", "concise"], { cwd });
    expect(whole.stdout).toMatch(/^rule\.yaml:/m);
    const alone = runCli(["route.yaml", "-f", "concise"], { cwd });
    expect(alone.stdout).toMatch(/^route\.yaml:.*\[subset-undefined\]/m);
    expect(alone.stdout).not.toMatch(/^rule\.yaml:/m);
  });
});
