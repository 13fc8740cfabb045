import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findProgram } from "../support/find-program.ts";
import { installCommand, runProgram } from "../support/run-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const page = readFileSync("docs/language-server.md", "utf8");
/** The recipe for releases before 0.11, which packages of distributions have. */
const recipe = [...page.matchAll(/^```lua\n([\s\S]*?)^```$/gm)].at(-1)?.[1] ?? "";

const service = `apiVersion: v1
kind: Service
metadata: { name: orders, namespace: shop }
spec:
  selector: { app: orders }
  ports: [{ name: grpc, port: 50051 }]
`;
const rule = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: orders, namespace: shop }
spec:
  host: orders
  subsets:
    - { name: v1, labels: { version: v1 } }
`;
const route = `# Größe 🚀
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: orders, namespace: shop }
spec:
  hosts: [orders]
  http:
    - { name: "🚀 é", retries: { attempts: 2, perTryTimeout: 2s, retryOn: "unavailable, reset" }, route: [{ destination: { host: orders, subset: v2 } }] }
`.replaceAll("\n", "\r\n");

/** What Neovim shows and writes: diagnostics, the place of a definition, a hover, and texts after a fix and a rename. */
const script = `
vim.o.hidden = true
vim.cmd("edit k8s/route.yaml")
local shown = {}
local function wait(test) return vim.wait(30000, test, 20) end
wait(function() return #vim.diagnostic.get(0) >= 2 end)
for _, it in ipairs(vim.diagnostic.get(0)) do
  local line = vim.api.nvim_buf_get_lines(0, it.lnum, it.lnum + 1, false)[1]
  table.insert(shown, { it.code or it.user_data.lsp.code, line:sub(it.col + 1, it.end_col), it.severity })
end
table.sort(shown, function(a, b) return a[1] < b[1] end)
local function at(text)
  local line = vim.api.nvim_buf_get_lines(0, 7, 8, false)[1]
  vim.api.nvim_win_set_cursor(0, { 8, (line:find(text, 1, true)) })
  return vim.lsp.util.make_position_params()
end
local function ask(method, params)
  local found = vim.lsp.buf_request_sync(0, method, params, 30000)
  for _, it in pairs(found or {}) do return it.result end
end
local defined = ask("textDocument/definition", at("orders, subset"))
local hover = ask("textDocument/hover", at("attempts"))
local client = vim.lsp.get_active_clients()[1]
local context = { only = { "source.fixAll" }, diagnostics = {} }
local params = vim.lsp.util.make_range_params()
params.context = context
local actions = ask("textDocument/codeAction", params)
vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
vim.cmd("write")
local rename = at("orders, subset")
rename.newName = "orders-api"
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", rename), client.offset_encoding)
vim.cmd("wall")
vim.fn.writefile({ vim.json.encode({
  shown = shown,
  defined = { vim.fn.fnamemodify(vim.uri_to_fname(defined[1].uri), ":t"), defined[1].range.start.line },
  hover = hover.contents.value,
}) }, "shown.json")
vim.cmd("qall!")
`;

const nvim = findProgram("nvim");

describe.skipIf(nvim === undefined)("Neovim (where it is installed)", () => {
  it("shows, asks, fixes and renames through the language server, with CRLF and wide signs", () => {
    const files = { "k8s/route.yaml": route, "k8s/rule.yaml": rule, "k8s/service.yaml": service };
    const cwd = temporaryFolder({ ...files, ".git/HEAD": "ref: refs/heads/main\n" });
    const bin = installCommand(join(cwd, ".git"));
    const run = join(cwd, ".git", "run.lua");
    writeFileSync(run, `vim.cmd("filetype on")\n${recipe}\n${script}`);
    const environment = {
      PATH: [bin, process.env["PATH"] ?? ""].join(delimiter),
      XDG_CONFIG_HOME: join(cwd, ".git"),
      XDG_CACHE_HOME: join(cwd, ".git"),
      XDG_STATE_HOME: join(cwd, ".git"),
    };
    const args = ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", run, "+cquit"];
    const { stdout, stderr } = runProgram(nvim ?? "", args, { cwd, environment });
    expect(existsSync(join(cwd, "shown.json")), stdout + stderr).toBe(true);
    expect(JSON.parse(readFileSync(join(cwd, "shown.json"), "utf8"))).toEqual({
      shown: [
        ["retry-on-whitespace", " ", 1],
        ["subset-undefined", "v2", 1],
      ],
      defined: ["service.yaml", 2],
      hover: expect.stringContaining("3 attempts × 2s = **6s**"),
    });
    const written = route.replace(", reset", ",reset").replaceAll("orders]", "orders-api]");
    expect(readFileSync(join(cwd, "k8s/route.yaml"), "utf8")).toBe(
      written.replace("host: orders", "host: orders-api"),
    );
    expect(readFileSync(join(cwd, "k8s/service.yaml"), "utf8")).toBe(
      service.replace("name: orders", "name: orders-api"),
    );
    expect(readFileSync(join(cwd, "k8s/rule.yaml"), "utf8")).toBe(
      rule.replace("host: orders", "host: orders-api"),
    );
  });
});

const emacs = findProgram("emacs");

/** What Eglot shows, and where a definition is. */
const lisp = `
(define-derived-mode yaml-mode fundamental-mode "YAML")
(add-to-list 'auto-mode-alist '("[.]yaml$" . yaml-mode))
(find-file "k8s/route.yaml")
(setq eglot-sync-connect 60 eglot-connect-timeout 60)
(apply #'eglot (eglot--guess-contact))
(let ((left 600))
  (while (and (> left 0) (< (length (flymake-diagnostics)) 2))
    (accept-process-output nil 0.1)
    (setq left (1- left))))
(dolist (it (flymake-diagnostics))
  (princ (format "%s\n" (buffer-substring (flymake-diagnostic-beg it) (flymake-diagnostic-end it)))))
(goto-char (point-min))
(search-forward "host: or")
(xref-find-definitions "LSP identifier at point.")
(princ (format "%s:%d\n" (buffer-name) (line-number-at-pos)))
`;

/** Eglot comes with Emacs 29, and as a package for older ones. */
function hasEglot(): boolean {
  if (emacs === undefined) return false;
  const args = ["--batch", "--eval", "(progn (package-initialize) (require 'eglot))"];
  return runProgram(emacs, args, { cwd: temporaryFolder() }).status === 0;
}

describe.skipIf(emacs === undefined)("Emacs (where it is installed)", () => {
  it("shows findings and goes to definitions through Eglot", ({ skip }) => {
    if (!hasEglot()) skip("Eglot is not installed");
    const files = { "k8s/route.yaml": route, "k8s/rule.yaml": rule, "k8s/service.yaml": service };
    const cwd = temporaryFolder(files);
    runProgram("git", ["init", "--quiet"], { cwd });
    const bin = installCommand(join(cwd, ".git"));
    const run = join(cwd, ".git", "run.el");
    const recipeOf = /^```elisp\n([\s\S]*?)^\(add-hook/m.exec(page)?.[1] ?? "";
    writeFileSync(run, `(package-initialize)\n(require 'eglot)\n${recipeOf}\n${lisp}`);
    const environment = { PATH: [bin, process.env["PATH"] ?? ""].join(delimiter) };
    const { stdout, stderr } = runProgram(emacs ?? "", ["--batch", "-l", run], {
      cwd,
      environment,
    });
    expect(stdout.split("\n"), stderr).toEqual([" ", "v2", "service.yaml:3", ""]);
  });
});
