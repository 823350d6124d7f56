import { expect, test } from "vitest";
import { kernelModelPage } from "../../src/report/kernel-model-page";
import { analyzeSource } from "../compile-source";

const PAGE = kernelModelPage(
	analyzeSource(`
patch first { title: "one"; }
kernel v5.3;
kernel v5.4 = v5.3;
kernel v5.5 = v5.4 + first;

/// Takes it.
///
/// @source mm/a.c take 4.19
/// @source mm/a.c take_folio 6.1
/// @checked 6.1 2026-01-02
/// @checked 6.12 2026-03-04
fn take() { }

/// Gives it back.
///
/// @source mm/a.c give SOME_FLAG 4.19
fn give() { }

/// Models nothing.
fn help() { }
`),
);

test("each function says what it was held against, and when", () => {
	expect(PAGE).toContain("- `take()` — Takes it.\n  - models `take` in `mm/a.c`, 4.19; `take_folio` in `mm/a.c`, 6.1\n");
	expect(PAGE).toContain("  - held against 6.1 on 2026-01-02\n  - held against 6.12 on 2026-03-04\n");
	expect(PAGE).toMatch(/give\(\)` — Gives it back\.\n.*\n {2}- held against 4\.19 when it was written\n/);
	expect(PAGE).toMatch(/\| `.*` \| 2 \| 1: 6\.12 on 2026-03-04 \| 1 \|/);
	expect(PAGE).toMatch(/`help\(\)` — Models nothing\.\n$/);
});

test("a release that adds nothing shares the row of the one before it", () => {
	expect(PAGE).toContain("| `v5.3–5.4` | no patches |\n| `v5.5` | `v5.4 + first` |");
});
