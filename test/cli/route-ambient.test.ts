import { describe, expect, it } from "vitest";
import { runCli } from "../support/run-cli.ts";
import { orders as service } from "../support/shop-mesh.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const asked = ["route", "--from", "shop", "--to", "orders:9090", "--call", "shop.v1.Orders/Get"];

const ambient = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
`;

describe("route in ambient mode", () => {
  it("does not guess what a waypoint does", () => {
    const cwd = temporaryFolder({
      "mesh.yaml": ambient,
      "service.yaml": service.replace(
        "name: orders,",
        "name: orders, labels: { istio.io/use-waypoint: edge },",
      ),
    });
    const { stdout, status } = runCli([...asked, "."], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain("ztunnel sends calls of the Service to waypoint `shop/edge`");
    expect(stdout).toContain("=  unknown (waypoint `shop/edge` decides");
    expect(stdout).not.toContain("the application gets");
  });

  it("follows ztunnel to pods in ambient mode, and leaves their policies open", () => {
    const cwd = temporaryFolder({ "mesh.yaml": ambient, "service.yaml": service });
    const { stdout } = runCli([...asked, "."], { cwd });
    expect(stdout).toContain("the caller is in ambient mode: ztunnel takes its connections");
    expect(stdout).toContain("pod `shop/orders-0` port 9090, mutual TLS of the mesh");
    expect(stdout).toContain("the application gets HTTP/2\n");
    const policy = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: shop }
spec:
  selector: { matchLabels: { app: orders } }
  rules: [{ from: [{ source: { namespaces: [shop] } }] }]
`;
    const guarded = temporaryFolder({ "mesh.yaml": ambient + policy, "service.yaml": service });
    expect(runCli([...asked, "."], { cwd: guarded }).stdout).toContain("authorization: unknown");
  });
});
