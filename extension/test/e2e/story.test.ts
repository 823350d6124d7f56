/**
 * What the product is for, from the chair of its user: open a scenario, choose an older kernel, see the race, go back,
 * see it gone.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "../../../samples") });

test("the verdict stands above a scenario that is safe", async () => {
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe · v4\.18 .*[\d,]+ states · /));
	expect(await workbench().squiggles("error")).toBe(0);
	await workbench().screenshot("safe");
});

test("under an older kernel it is a race, found while one types", async () => {
	await workbench().replace("kernel v4.18", "kernel v4.17");
	await expect
		.poll(() => workbench().codeLenses())
		.toContainEqual(expect.stringMatching(/^✗ race · v4\.17 .*Timeline .*Replay .* · \d+ steps/));
	await expect.poll(() => workbench().squiggles("error")).toBeGreaterThan(0);
	await workbench().screenshot("racy");
});

test("the steps that lose are underlined, and say what happens", async () => {
	const { text } = await workbench().hover("dma_write");
	expect(text).toMatch(/^race: a device writes block \d+ of other .*\(dma_into_foreign_file\), \d+ steps/);
	await expect
		.poll(() => workbench().problems())
		.toContainEqual({
			severity: "Error",
			message: expect.stringMatching(
				/^race: .* \(\w+\), \d+ steps.*\nreader's #\d+ sees data\.i_mmap\.pmd\[0\] = page 0 before truncator's #\d+ clears it\nIt fails because truncator's #\d+ /,
			),
			line: 20,
		});
});

test("the order of the losing run stands beside the lines, and what each changes", async () => {
	await expect
		.poll(() => workbench().inlayHints())
		.toContainEqual({
			line: expect.stringContaining("get_user_pages_fast("),
			text: expect.stringMatching(/^(?:index:\s*)?#2 sees pmd\[0\]=page 0 #3 refcount 1→2$/),
		});
});

test("a page's hover begins with its refcount and who holds it, then the steps of the run that touch it", async () => {
	const { text, tables } = await workbench().hover("p ", "p = get_user_pages_fast");
	expect(text).toMatch(/^✗ page 0 · refcount 2 = 1 at rest \+ reader's reference #3 · /);
	expect(tables[0]).toContainEqual(["#2", "reader", "sees data.i_mmap.pmd[0] = page 0"]);
	expect(tables[0]).toContainEqual(["#3", "reader", "refcount 1 → 2"]);
	await workbench().screenshot("hover");
});

test("a link in it shows all values, in the run and over all interleavings", async () => {
	await workbench().clickInHover("All values");
	await expect
		.poll(() => workbench().choices())
		.toContainEqual(expect.stringMatching(/refcount.*1 → 2 in the run · all interleavings \{1, 2\}/));
	await workbench().screenshot("all values");
	await workbench().page.keyboard.press("Escape");
});

test("the run is followed into the kernel model: its steps beside the lines, and the refcount on hover", async () => {
	await workbench().goToDefinition("get_user_pages_fast", "get_user_pages_fast(data", "gup.race");
	await workbench().select("get_huge_page_reference(p, vma");
	await expect
		.poll(() => workbench().inlayHints())
		.toContainEqual({ line: expect.stringContaining("get_huge_page_reference("), text: expect.stringMatching(/#3 refcount 1→2$/) });
	await expect
		.poll(() => workbench().codeLenses())
		.toContainEqual(expect.stringMatching(/#3 of gup_fast_pmd_vs_truncate · v4\.17.*Another Scenario…/));
	const { text } = await workbench().hover("p,", "get_huge_page_reference(p, vma");
	expect(text).toContain("✗ page 0 · refcount 2 = 1 at rest + reader's reference #3");
	await workbench().screenshot("followed into the model");
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
});

test("back on the newer kernel, the race is gone", async () => {
	await workbench().replace("kernel v4.17", "kernel v4.18");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe · v4\.18 .*[\d,]+ states · /));
	await expect.poll(() => workbench().squiggles("error")).toBe(0);
});

test("go to definition lands in the kernel model, which cannot be edited", async () => {
	await workbench().goToDefinition("get_user_pages_fast", "get_user_pages_fast(data", "gup.race");
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/^fn .*get_user_pages_fast\(/));
	const before = await workbench().visibleLines();
	await workbench().type("x");
	// A line more may have been drawn meanwhile; none is another one.
	expect(await workbench().visibleLines()).toEqual(expect.arrayContaining([...before]));
});
