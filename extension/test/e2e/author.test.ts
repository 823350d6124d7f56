/**
 * A day with the extension: a scenario from nothing, its race seen and understood, closed with the patch that the
 * kernel has, tested, and told to others.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests") });

const skeleton = `scenario truncated_under_dma {
	kernel v4.18 - gup_huge_recheck;
	option tlb_mode = broadcast;

	file data  = dax_file(xfs, blocks: 1, mapped_by: PMD);
	file other = dax_file(xfs);

	task reader {
	}
	task truncator { truncate(data, 0); }
	task writer { fallocate(other, 0, 1); }

	expect safe;
}
`;

test("a new scenario begins with a skeleton", async () => {
	await workbench().runCommandAndPick("Raceline: New Scenario…", "Lost update");
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/^scenario \w+ \{$/));
	expect(await workbench().language()).toBe("Raceline");
	await workbench().replaceAll(skeleton);
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
});

test("completion knows the kernel's functions, with their documentation", async () => {
	await workbench().appendLine("task reader {", "page p = get_user_pages_f");
	await workbench().complete("get_user_pages_fast");
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringContaining("page p = get_user_pages_fast("));
	await workbench().screenshot("completion");
	await workbench().replaceLine("page p = get_user_pages_fast(data, 0, FOLL_WRITE); if (p) { dma_write(p); put_page(p); }");
});

test("what has become a race says so while one types", async () => {
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .*\d+ steps/));
	await expect.poll(() => workbench().squiggles("error")).toBeGreaterThan(0);
	await workbench().screenshot("authored race");
});

test("the hover tells the page's refcount before and after", async () => {
	const { tables } = await workbench().hover("p ", "p = get_user_pages_fast");
	expect(tables[0]).toContainEqual([expect.stringMatching(/^#\d+$/), "reader", expect.stringMatching(/^refcount 1 → 2/)]);
});

test("the timeline gives its run as a diagram for a changelog", async () => {
	await workbench().runCommand("Raceline: Show Timeline");
	const page = await workbench().webview("timeline.browser.js");
	await expect.poll(() => page.locator(".scenario").textContent()).toBe("truncated_under_dma");
	await page.getByRole("button", { name: "Copy as changelog diagram" }).click();
	await expect.poll(() => workbench().clipboard()).toContain("truncator");
	const lines = (await workbench().clipboard()).split("\n");
	expect(lines.filter((line) => !/^[ -~]{0,75}$/.test(line))).toEqual([]);
	await workbench().screenshot("authored timeline");
	await workbench().closeTab("Raceline Timeline");
});

test("the patch of the kernel that closes it is offered, applied, and it is green", async () => {
	await workbench().quickFix("dma_write", /^Apply 'gup_huge_recheck'/);
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/^\s*kernel v4\.18;$/));
	await expect.poll(() => workbench().squiggles("error")).toBe(0);
	await workbench().screenshot("authored fix");
});

test("its expectation is a test that passes with all others", async () => {
	await workbench().runCommand("Testing: Focus on Test Explorer View");
	await workbench().runCommand("Test: Run All Tests");
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringMatching(/Untitled-1 \(Passed\)/));
	await workbench().screenshot("authored tests");
});

test("on the kernel before the series it is replayed backwards, from where it fails to the step at which the refcount was raised", async () => {
	await workbench().focusGroup(1);
	await workbench().replace("kernel v4.18;", "kernel v4.17;");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .*\d+ steps/));
	const raises = /#(\d+) refcount 1→2/;
	await expect.poll(() => workbench().inlayHints()).toContainEqual(expect.objectContaining({ text: expect.stringMatching(raises) }));
	const [, number] = raises.exec((await workbench().inlayHints()).map(({ text }) => text).join(" ")) ?? [];
	await workbench().clickCodeLens("Replay");
	await expect.poll(() => workbench().callStack()).toContainEqual(expect.stringMatching(/step 0 of \d+/i));
	await workbench().debug("Continue");
	await expect.poll(() => workbench().callStack()).toContainEqual(expect.stringMatching(/the block of page 0 is freed/i));
	const changed = expect.stringMatching(/refcount 1 → 2/);
	expect(await workbench().variables()).not.toContainEqual(changed);
	const isThere = async () => (await workbench().callStack()).some((row) => new RegExp(`step ${number} of`, "i").test(row));
	for (let steps = 0; steps < 30 && !(await isThere()); steps++) {
		const before = await workbench().callStack();
		await workbench().debug("Step Back");
		await expect.poll(() => workbench().callStack()).not.toEqual(before);
	}
	await expect.poll(() => workbench().variables()).toContainEqual(changed);
	await workbench().screenshot("replayed backwards");
});
