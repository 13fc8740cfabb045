/** How a page shows what services get. Its hash in the page's security policy is held by a test. */
export const surveyStyle = `
[data-weight="high"] { --tone: var(--error); }
[data-weight="medium"] { --tone: var(--warning); }
[data-weight="low"] { --tone: var(--info); }
[data-weight="none"] { --tone: var(--added); }
article h2 { display: inline; font-size: 1.1rem; }
article > details > summary { display: flex; flex-wrap: wrap; gap: 0.125rem 0.75rem; align-items: baseline; }
.chips { display: flex; flex-wrap: wrap; gap: 0.375rem; margin: 0; padding: 0; list-style: none; }
.chips li { padding: 0 0.5rem; border: 1px solid var(--line); border-radius: 999px; font-size: 0.85rem; color: var(--faint); }
.chips li[data-weight] { color: var(--tone); border-color: var(--tone); }
ul.gaps { margin: 0.5rem 0; padding: 0; list-style: none; }
ul.gaps li { margin: 0.125rem 0; padding-left: 0.625rem; border-left: 3px solid var(--tone); font-size: 0.95rem; }
ul.gaps b { color: var(--tone); }
.help { color: var(--faint); }
table.gets { margin: 0.5rem 0; table-layout: fixed; }
table.gets th, table.gets td { width: auto; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; color: var(--ink); }
table.gets thead th { color: var(--faint); }
table.gets col.what { width: 10.5rem; }
table.gets col.native { width: 30%; }
table.gets td.native { color: var(--faint); }
table.gets tr.section th { padding-top: 0.75rem; font-weight: 600; }
table.gets ul { margin: 0.125rem 0; padding-left: 1.125rem; }
table.gets tr.gap th, table.gets tr.gap td.gets { color: var(--warning); }
table.gets tr.fault th, table.gets tr.fault td.gets { color: var(--error); }
.where { color: var(--faint); font-size: 0.85rem; }
h2.form { display: block; margin: 1.5rem 0 0.25rem; font-size: 1.25rem; }
@media (max-width: 40rem) {
  table.gets, table.gets tbody, table.gets tr, table.gets th, table.gets td { display: block; width: auto; border: 0; padding: 0; }
  table.gets thead, table.gets colgroup { display: none; }
  table.gets tr { padding: 0.25rem 0; border-bottom: 1px solid var(--line); }
  table.gets th { font-weight: 600; }
  table.gets td { font-size: 0.95rem; }
  table.gets td.native::before { content: "plain Kubernetes: "; }
}
`;

export const surveyStyleHash = "sha256-PoIetiSYPakd37XpLPcQt55ibZXJSv0fPN8eDmJTjlE=";
