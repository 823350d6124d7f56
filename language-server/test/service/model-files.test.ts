/** The features with the cursor in a file of the kernel model that ships; and in scenarios that are only half typed. */

import { describe, expect, test } from "vitest";
import { kernelUri } from "../../src/base/kernel-uri";
import { diagnostics } from "../../src/service/diagnostics/diagnostics";
import { completions } from "../../src/service/editing/completion";
import { prepareRename, rename } from "../../src/service/editing/rename";
import { signatureHelp } from "../../src/service/editing/signature-help";
import { definition } from "../../src/service/navigation/definition";
import { documentSymbols } from "../../src/service/navigation/document-symbols";
import { documentHighlights, references } from "../../src/service/navigation/references";
import { modelLenses } from "../../src/service/reading/code-lenses";
import { hover } from "../../src/service/reading/hover";
import { modelHints, stepsIn } from "../../src/service/reading/inlay-hints";
import { semanticTokens } from "../../src/service/reading/semantic-tokens";
import type { Snapshot } from "../../src/service/workspace/snapshot";
import { kernelModel, modelTexts, sampleTexts } from "../samples/sample-files";
import { askEverything } from "./every-feature";
import { TestWorkspace, uri } from "./open-source";

const model = kernelModel();
const gup = "raceline-kernel:/mm/gup.race";
const mm = "raceline-kernel:/include/linux/mm.race";

/** A file of the model as it is seen when it is open. */
function open(file: string): Snapshot {
	const { workspace } = new TestWorkspace({ model });
	workspace.setText(file, 1, "");
	const snapshot = workspace.snapshot(file);
	if (snapshot === undefined) throw new Error(`the model has no ${file}`);
	return snapshot;
}

/** The offset in a text of the `$0` in a piece of it. */
function offsetOf(text: string, marked: string): number {
	const at = text.indexOf(marked.replace("$0", ""));
	if (at < 0) throw new Error(`there is no '${marked}'`);
	return at + marked.indexOf("$0");
}

const at = (snapshot: Snapshot, marked: string): number => offsetOf(snapshot.file.text, marked);

/** What stands at a place of the model, with its file. */
function written({ file, start, end }: { readonly file: string; readonly start: number; readonly end: number }): string {
	return `${file} ${modelTexts.get(file.slice("raceline-kernel:/".length))?.slice(start, end)}`;
}

describe("in a file of the kernel model", () => {
	const snapshot = open(gup);

	test("there is nothing to complain about", () => {
		expect(diagnostics(snapshot)).toEqual([]);
	});

	test("hover shows signatures, types and values", () => {
		const at0 = (marked: string): string | undefined => hover(snapshot, at(snapshot, marked))?.markdown;
		expect(at0("fn page get_user_$0pages_fast(file")).toContain("*Models* `get_user_pages_fast` in `mm/gup.c`, 4.19");
		expect(at0("page pud = pudp_$0get(vma, &table)")).toContain("fn page pudp_get(");
		expect(at0("gup_flags & FOLL_LONG$0TERM")).toMatch(/= `\d+`/);
		expect(at0("int p$0inned = get_user")).toContain("int pinned");
		expect(at0("patched(longterm_$0refused)")).toContain("*Changes* `check_dax_vmas`");
	});

	test("definition and references go through the files of the model", () => {
		const target = definition(snapshot, at(snapshot, "gup_pgd_$0range(vma, index"))?.target;
		expect(target && written(target)).toBe(`${gup} gup_pgd_range`);
		const elsewhere = open(mm);
		const uses = references(elsewhere, at(elsewhere, "fn put_$0page("), true).map(({ file }) => file);
		expect(uses).toContain(mm);
		expect(uses).toContain("raceline-kernel:/mm/gup.race");
		expect(references(elsewhere, at(elsewhere, "fn put_$0page("), false)).toHaveLength(uses.length - 1);
	});

	test("highlights tell writing from reading", () => {
		const found = documentHighlights(snapshot, at(snapshot, "int n$0r = 0;\n\tbool flags"));
		expect(found.map(({ span, kind }) => `${kind} ${snapshot.file.text.slice(span.start - 1, span.end)}`)).toEqual([
			"write  nr",
			"write &nr",
			"read (nr",
			"read  nr",
			"read  nr",
		]);
	});

	test("nothing can be renamed", () => {
		for (const marked of ["fn page get_user_$0pages_fast(file", "int p$0inned = get_user", "page pages[$01]"]) {
			const offset = at(snapshot, marked);
			expect(prepareRename(snapshot, offset)).toBeTypeOf("string");
			expect(rename(snapshot, offset, "renamed")).toBeTypeOf("string");
		}
		expect(rename(snapshot, at(snapshot, "int p$0inned"), "renamed")).toBe(
			"'pinned' belongs to the kernel model, which is as it was shipped.",
		);
	});

	test("completion and signature help know what is there", () => {
		const labels = completions(snapshot, at(snapshot, "if (!vma) return $0-EFAULT")).list.map(({ label }) => label);
		expect(labels).toEqual(expect.arrayContaining(["vma", "filp", "gup_pgd_range"]));
		expect(completions(snapshot, at(snapshot, "(gup_flags & FOLL_W$0RITE")).list.map(({ label }) => label)).toContain("FOLL_WRITE");
		expect(completions(snapshot, at(snapshot, "vma = filp.$0i_mmap")).list.map(({ label }) => label)).toContain("i_mmap");
		const help = signatureHelp(snapshot, at(snapshot, "gup_pgd_range(vma, $0index"));
		expect(help?.label).toContain("gup_pgd_range");
	});

	test("semantic tokens are those of what the names stand for", () => {
		const tokens = semanticTokens(snapshot);
		const typeAt = (marked: string): unknown => {
			const offset = at(snapshot, marked);
			const token = tokens.find(({ start, end }) => start <= offset && offset < end);
			return token && [token.type, ...token.modifiers];
		};
		expect(typeAt("fn page get_$0user_pages_fast(file")).toEqual(["function", "declaration"]);
		expect(typeAt("gup_flags & FOLL_$0LONGTERM")?.toString()).toContain("readonly");
		expect(typeAt("get_user_pages_fast(file fi$0lp")).toEqual(["parameter", "declaration", "readonly"]);
		expect(typeAt("filp.i_m$0map")).toEqual(["property"]);
	});

	test("every feature answers at every name of every file", () => {
		for (const path of modelTexts.keys()) {
			const file = open(kernelUri(path));
			const names = [...file.file.names.keys()].map((name) => file.file.spanOf(name).start).filter((_, index) => index % 97 === 0);
			expect(Object.keys(askEverything(file, names)).length, path).toBeGreaterThan(0);
			expect(documentSymbols(file).length, path).toBeGreaterThan(0);
		}
	});
});

describe.each(["", "const MAX_BLOCKS = 3;\n"])(
	"a file of the kernel model, entered from a scenario with a losing run, with bounds '%s'",
	async (bounds) => {
		const workspace = new TestWorkspace({ model });
		const source = (sampleTexts.get("series/gup-fast-pmd-vs-truncate.race") ?? "").replace("kernel v4.18;", "kernel v4.17;");
		const around = await workspace.set(bounds + source.replace("expect safe;", ""));
		const followed = { snapshot: around, scenario: around.scenarios[0] };
		workspace.workspace.setText(gup, 1, "");
		const found = workspace.workspace.snapshot(gup);
		if (found === undefined) throw new Error("the file is not open");
		const file = found;
		const { text } = file.file;

		test("has the run's steps beside its lines", () => {
			const hints = modelHints(file, { start: 0, end: text.length }, followed);
			expect(hints.map(({ offset, label }) => `${text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim()} ${label}`)).toEqual(
				expect.arrayContaining([
					expect.stringMatching(/pmdp_get\(.* #2 sees pmd\[0\]=page 0$/),
					expect.stringMatching(/get_huge_page_reference\(.* #3 refcount 1→2$/),
				]),
			);
			expect(stepsIn(around, followed.scenario, gup)).toBe(hints.flatMap(({ tooltip }) => tooltip.match(/\\#\d+/g) ?? []).length);
		});

		test("says above a function which steps of which scenario are in it, and offers another one", () => {
			const lenses = modelLenses(file, followed).map(({ span, title }) => `${text.slice(span.start, span.end)}: ${title}`);
			expect(lenses).toContain("__gup_device_huge: #3 of gup_fast_pmd_vs_truncate · v4.17");
			expect(lenses).toContain("__gup_device_huge: Another Scenario…");
		});

		test("shows on hover how a thing stands where the run passes", () => {
			const offset = at(file, "get_huge_page_reference($0p, vma");
			expect(hover(file, offset, around, followed)?.markdown).toMatch(
				/^✗ \*\*page 0\*\* · refcount `2` = 1 at rest \+ reader's reference #3 · mapping `data` · block 0 of \*\*data\*\*/,
			);
			expect(hover(file, offset)?.markdown).not.toContain("page 0");
		});
	},
);

test("a release says which patches are new in it, and which it has besides", () => {
	const releases = open("raceline-kernel:/releases.race");
	const markdown = hover(releases, at(releases, "kernel v6.4$0  ="))?.markdown;
	expect(markdown).toContain("*New in it*\n\n- `split_under_i_mmap_rwsem`");
	expect(markdown).toMatch(/\*Has\* \d+ patches \*of releases before it\*: .*`gup_huge_recheck`/);
	expect(hover(releases, at(releases, "kernel v6.3$0  ="))?.markdown).toContain("*Does what* `v6.2` *does*");
});

describe("in a scenario that is half typed", () => {
	const path = "series/gup-fast-pte-vs-truncate.race";
	const text = sampleTexts.get(path) ?? "";
	const half = (source: string): Snapshot => {
		const { workspace } = new TestWorkspace({ model });
		workspace.setText(uri, 1, source);
		const snapshot = workspace.snapshot(uri);
		if (snapshot === undefined) throw new Error("the document is not open");
		return snapshot;
	};
	/** The text up to a `$0` in a piece of it. */
	const until = (marked: string): string => text.slice(0, offsetOf(text, marked));

	test("what stands before the break means what it did", () => {
		for (const marked of ["dma_write(p$0);", "dma_write($0p);", "if ($0p) {", "task truncator {$0", "expect safe under v4.18 -$0 gup"]) {
			const snapshot = half(until(marked));
			const offset = snapshot.file.text.indexOf("get_user_pages_fast") + 3;
			const target = definition(snapshot, offset)?.target;
			expect(target && written(target), marked).toBe(`${gup} get_user_pages_fast`);
			expect(hover(snapshot, offset)?.markdown, marked).toContain("fn page get_user_pages_fast(");
			expect(
				documentSymbols(snapshot).map(({ name }) => name),
				marked,
			).toEqual(["gup_fast_pte_vs_truncate"]);
		}
	});

	test("completion proposes what fits at the break", () => {
		const first = (marked: string, count = 3): string[] => {
			const source = until(marked);
			return completions(half(source), source.length)
				.list.slice(0, count)
				.map(({ label }) => label);
		};
		expect(first("page p = get_user_pages_fast($0data", 2)).toEqual(["data", "other"]);
		expect(first("\t\t\tdma_write($0p);", 1)).toEqual(["p"]);
		expect(first("kernel v4.$018;", 2)).toEqual(["v6.18", "v6.17"]);
		expect(first("expect race $0dma_into")).not.toContain("data");
		expect(first("expect $0safe;\n\texpect safe under")).toEqual(["safe", "race", "hang"]);
	});

	test("signature help counts the arguments that are there", () => {
		const source = until("get_user_pages_fast(data, 0$0, FOLL_WRITE)");
		expect(signatureHelp(half(source), source.length)?.active).toBe(1);
	});

	test("every feature answers wherever the text ends", () => {
		for (let length = 0; length < text.length; length += 23) {
			const snapshot = half(text.slice(0, length));
			expect(Object.keys(askEverything(snapshot, [length, Math.floor(length / 2)])).length).toBeGreaterThan(0);
		}
	});
});
