/**
 * The look of the page, light or dark as the reader's system is. Without the signs `<` and `&`, so that the page
 * stays well-formed XML. Its hash in the page's security policy is held by a test.
 */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fff, #16181d);
  --raised: light-dark(#f5f6f8, #1f2229);
  --line: light-dark(#d5d9e0, #383d48);
  --ink: light-dark(#1c1f26, #e4e7ec);
  --faint: light-dark(#596273, #9aa3b2);
  --error: light-dark(#b3261e, #ff8a80);
  --warning: light-dark(#8a5a00, #ffc35c);
  --info: light-dark(#1a5fb4, #84b9ff);
  --added: light-dark(#1a7037, #7fd89b);
  --related: light-dark(#0b6b75, #6fd3df);
}
[data-severity="error"] { --tone: var(--error); }
[data-severity="warning"] { --tone: var(--warning); }
[data-severity="info"] { --tone: var(--info); }
[hidden] { display: none !important; }
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 70rem;
  padding: 1rem;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: 0; font-size: 1.5rem; }
h1 small, .topic, figcaption { color: var(--faint); font-weight: normal; }
h1 small { font-size: 1rem; }
h2 { display: inline; margin: 0; font-size: 1.05rem; }
h3 { display: inline; margin: 0; font-size: 0.95rem; font-weight: 600; }
summary { cursor: pointer; }
summary::marker { color: var(--faint); }
.count { color: var(--tone, var(--faint)); font-size: 0.85rem; white-space: nowrap; }
.place, .self { color: var(--faint); font-size: 0.85rem; }
section { margin: 0.25rem 0; scroll-margin-top: 8rem; }
section > details > summary { padding: 0.25rem 0; }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1rem 0; }
nav > details { flex: 1 1 12rem; min-width: 0; padding: 0.25rem 0.75rem; border: 1px solid var(--line); border-radius: 4px; }
nav > details[open] { flex-basis: 100%; }
.scroll { overflow: auto; max-height: 15rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th { font-weight: normal; text-align: left; }
thead th { position: sticky; top: 0; background: var(--ground); color: var(--faint); }
th, td { padding: 0.125rem 0.375rem; border-bottom: 1px solid var(--line); }
th + th, td { width: 4.5rem; text-align: right; color: var(--tone); overflow-wrap: normal; }
td.none { color: var(--faint); opacity: 0.6; }
header p { margin: 0.25rem 0; }
a { color: var(--info); }
code, pre { font-family: ui-monospace, monospace; }
code { font-size: 0.95em; }
:focus-visible { outline: 2px solid var(--info); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.25rem; padding: 0.25rem; background: var(--raised); }
form {
  position: sticky;
  top: 0;
  z-index: 1;
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 1rem;
  align-items: center;
  margin: 1rem 0;
  padding: 0.5rem 0;
  background: var(--ground);
  border-bottom: 1px solid var(--line);
}
fieldset { display: flex; gap: 0.75rem; margin: 0; padding: 0; border: 0; }
legend { float: left; margin-right: 0.75rem; padding: 0; }
form b { color: var(--tone); }
input, select, button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: 0.125rem 0.5rem; }
select { max-width: 16rem; }
output { margin-left: auto; color: var(--faint); }
article {
  margin: 0.375rem 0;
  padding: 0.375rem 0.75rem;
  border: 1px solid var(--line);
  border-left: 4px solid var(--tone);
  border-radius: 4px;
  scroll-margin-top: 8rem;
}
article:target { outline: 2px solid var(--tone); }
article p { margin: 0.125rem 0 0.5rem; font-size: 0.9rem; }
.severity { color: var(--tone); }
figure { margin: 0.5rem 0; border: 1px solid var(--line); border-radius: 4px; background: var(--raised); }
figcaption { padding: 0.125rem 0.75rem; font-size: 0.85rem; border-bottom: 1px solid var(--line); }
pre { margin: 0; padding: 0.5rem 0; overflow-x: auto; font-size: 0.875rem; line-height: 1.4; overflow-wrap: normal; }
pre i { color: var(--faint); font-style: normal; user-select: none; }
mark { color: inherit; background: none; border-radius: 2px; }
mark.primary { background: color-mix(in srgb, var(--tone) 25%, transparent); }
mark.related { background: color-mix(in srgb, var(--related) 22%, transparent); }
b.primary { color: var(--tone); }
b.related { color: var(--related); font-weight: normal; }
ins { color: var(--added); text-decoration: none; }
del { color: var(--error); text-decoration: none; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.125rem 0.75rem; margin: 0.5rem 0 0; }
dt { color: var(--faint); }
dd { margin: 0; min-width: 0; }
@media (max-width: 40rem) {
  form { position: static; }
  article { padding: 0.375rem 0.5rem; }
  form label, form .buttons { flex: 1 1 100%; }
  fieldset { flex-wrap: wrap; }
  fieldset label { flex: none; }
  form label:has(select, [type="search"]) { min-width: 0; display: flex; gap: 0.5rem; align-items: center; }
  form select, form [type="search"] { flex: 1; min-width: 0; max-width: none; }
  dl { grid-template-columns: 1fr; }
  dt { margin-top: 0.25rem; }
  th + th, td { width: 3rem; padding: 0.125rem 0.25rem; font-size: 0.8rem; }
  section, article { scroll-margin-top: 0; }
}
@media print {
  form { display: none; }
  article { break-inside: avoid; }
  pre { white-space: pre-wrap; }
}
`;

export const styleHash = "sha256-VIVmL+d/tVD9mWY44DuRfOBBfc9wUDXn3lXmklew6H0=";
