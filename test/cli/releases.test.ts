import { expect, it } from "vitest";
import { runCli, type CliRun } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const manifests = `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: ratings, namespace: prod }
spec:
  parentRefs: [{ name: public }]
  rules: [{ backendRefs: [{ name: ratings, port: 50051 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: ratings, namespace: prod }
spec:
  trafficDistribution: PreferClose
  ports: [{ name: grpc, port: 50051 }]
`;

function run(flags: readonly string[], config: string): CliRun {
  const cwd = temporaryFolder({ "a.yaml": manifests, ".istio-grpc-lint.yaml": config });
  return runCli(["a.yaml", "-f", "concise", ...flags], { cwd });
}

it.each([
  [[], "", []],
  [["--gateway-api-version", "1.0"], "", [1]],
  [["--kubernetes-version", "v1.29.3"], "", [12]],
  [[], 'gatewayApiVersion: "1.0"\nkubernetesVersion: "1.29"\n', [1, 12]],
  [["--kubernetes-version", "1.30"], 'kubernetesVersion: "1.29"\n', []],
] as const)("%j and %j are aimed at", (flags, config, lines) => {
  const { stdout } = run(flags, config);
  const found = [...stdout.matchAll(/:(\d+):\d+: error\[field-newer-than-istio\]/g)];
  expect(found.map(([, line]) => Number(line))).toEqual(lines);
});

it.each([
  [["--gateway-api-version", "0.8"], "", "`--gateway-api-version` cannot be `0.8`"],
  [[], 'kubernetesVersion: "1.9"\n', "`kubernetesVersion` cannot be `1.9`"],
] as const)("%j and %j are no release", (flags, config, message) => {
  const { status, stderr } = run(flags, config);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

it.each([
  [["--istio-version", "1.99"], "", "Istio 1.99"],
  [[], 'gatewayApiVersion: "2.0"\n', "Gateway API 2.0"],
  [["--kubernetes-version", "v1.99.1"], "", "Kubernetes 1.99"],
] as const)(
  "%j and %j are newer than what is known: the newest, with a warning",
  (flags, config, title) => {
    const { status, stderr, stdout } = run(flags, config);
    expect(status).toBe(0);
    expect(stdout).not.toContain("error");
    expect(stderr).toContain(`warning: ${title} is newer than this version supports; checked as `);
  },
);

it("decide whether rules of a route may share a name", () => {
  const named = manifests.replace("rules: [", "rules: [{ name: a }, { name: a }, ");
  const severities = [[], ["--gateway-api-version", "1.7"], ["--gateway-api-version", "1.6"]].map(
    (flags) => {
      const cwd = temporaryFolder({ "a.yaml": named });
      const { stdout } = runCli(["a.yaml", "-f", "concise", ...flags], { cwd });
      return /(\w+)\[duplicate-route-rule-name\]/.exec(stdout)?.[1];
    },
  );
  expect(severities).toEqual(["warning", "error", undefined]);
});

it("are printed with the other settings", () => {
  const { stdout } = run(["--print-config", "--kubernetes-version", "1.30"], "");
  expect(stdout).toContain('kubernetesVersion: "1.30"');
});
