/**
 * The timeline panel, as its user works it: beside the editor, in windows of several sizes, with the mouse, with keys
 * alone, in every kind of theme, and with a screen reader.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { testAccessibility } from "./accessible";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({
	folder: join(import.meta.dirname, "../../../samples"),
	settings: { "workbench.colorTheme": "Default Dark Modern" },
});

const panel = () => workbench().webview("timeline.browser.js");
/** What the active row of the panel is called. */
const active = () =>
	panel().then((page) =>
		page.evaluate(() => {
			const id = document.querySelector(".grid")?.getAttribute("aria-activedescendant");
			return document.getElementById(id ?? "")?.getAttribute("aria-label") ?? "";
		}),
	);

test("opens beside a racy scenario, and tells its run from the first step to the one that fails", async () => {
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
	await workbench().replace("kernel v4.18", "kernel v4.17");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ /));
	await workbench().runCommand("Raceline: Show Timeline");
	const page = await panel();
	await expect.poll(() => page.locator(".scenario").textContent()).toBe("gup_fast_pmd_vs_truncate");
	await page.locator(".run-button").click();
	await page
		.getByRole("option", { name: /^dma_into_foreign_file/ })
		.first()
		.click();
	await expect.poll(() => page.locator("h1").textContent()).toMatch(/another file/i);
	expect(await page.locator(".banner").textContent()).toMatch(/^A device writes block \d+ of other/);
	await page.getByRole("button", { name: "All steps" }).click();
	await expect.poll(() => page.locator(".row.fold").count()).toBe(0);
	expect(await page.locator(".row.step").last().getAttribute("class")).toContain("failing");
	expect(await page.locator(".lane-head").count()).toBe(3);
	await page.getByRole("button", { name: "All steps" }).click();
	await workbench().toggleSideBar();
	await workbench().screenshot("timeline");
});

test.each([800, 1400, 1920])("shows the whole run in a window of %i px, and nothing scrolls sideways", async (width) => {
	const page = await panel();
	await workbench().page.setViewportSize({ width, height: 900 });
	await expect.poll(() => page.locator(".grid").evaluate((grid) => grid.scrollWidth - grid.clientWidth)).toBe(0);
	const seen = await page.locator(".row.step, .row.fold").evaluateAll((rows) => {
		const grid = document.querySelector(".grid")?.getBoundingClientRect();
		return rows.map((row) => row.getBoundingClientRect()).filter(({ top, bottom }) => grid && top >= grid.top && bottom <= grid.bottom)
			.length;
	});
	expect(seen).toBeGreaterThan(11);
	await workbench().screenshot(`timeline, ${width} px`);
	await workbench().page.setViewportSize({ width: 1400, height: 900 });
});

test("says which two accesses race, and which order of theirs is to blame", async () => {
	const page = await panel();
	expect(await page.locator("header .why").textContent()).toMatch(/nothing waited for reader's reference of #\d+/);
	expect(await page.locator("header .why").textContent()).toMatch(/It fails because truncator's #\d+.* between reader's #\d+ and #\d+/);
	expect(await page.locator(".note.pair").first().textContent()).toMatch(/^sees/);
	expect(await page.locator("section.state .why").textContent()).toMatch(/reader's #\d+ sees .* before truncator's #\d+ clears it/);
	expect(await page.locator("path.window").count()).toBeGreaterThan(0);
});

test("finds other runs that fail in the same way until there are no more", async () => {
	const page = await panel();
	const runs = async () => Number(/\d+/.exec((await page.locator(".run-button").getAttribute("title")) ?? "")?.[0]);
	const before = await runs();
	const next = page.getByRole("button", { name: /^(Next different run|Searching…|No other run found)$/ });
	for (let asked = 0; asked < 10; asked++) {
		await expect.poll(() => next.getAttribute("aria-label")).not.toBe("Searching…");
		if (await next.isDisabled()) break;
		await next.click();
	}
	await expect.poll(() => next.getAttribute("aria-label")).toBe("No other run found");
	expect(await runs()).toBeGreaterThanOrEqual(before);
});

test("shows a safe run in the same rows, and where the first step of the pair goes there", async () => {
	const page = await panel();
	await page.getByRole("button", { name: "Compare with a safe run" }).click();
	await expect.poll(() => page.locator(".row.only-losing").count()).toBeGreaterThan(0);
	expect(await page.locator(".row.only-safe").count()).toBeGreaterThan(0);
	expect(await page.locator(".row.moved").count()).toBeGreaterThan(1);
	expect(await active()).toMatch(/^Only in the losing run: Step \d+/);
	await workbench().screenshot("timeline, compared");
	await page.getByRole("button", { name: "Compare with a safe run" }).click();
	await expect.poll(() => page.locator(".row.only-safe").count()).toBe(0);
});

test("shows what a page's refcount is after each step, and who holds it", async () => {
	const page = await panel();
	const heads = await page.locator(".strip-head").evaluateAll((all) => all.map((head) => head.getAttribute("title")));
	expect(heads).toContainEqual(expect.stringMatching(/^page \d+\.refcount$/));
	await page.locator(".row.failing").click();
	const state = page.locator("section.state div", { has: page.locator("dt", { hasText: "refcount" }) });
	expect(await state.first().textContent()).toMatch(/2\s*= 1 at rest \+ 1 reader’s reference #\d+/);
});

test("a click on a step shows its line, also in the kernel model", async () => {
	const page = await panel();
	await page.locator(".row.step", { hasText: "get_huge_page_reference" }).first().click();
	await expect.poll(() => workbench().tabsInFront()).toEqual(["gup.race", "Raceline Timeline"]);
	await expect.poll(() => page.locator(".row.at-cursor").count()).toBeGreaterThan(0);
});

test("keys alone walk, fold and unfold", async () => {
	const page = await panel();
	await page.locator(".grid").focus();
	await page.locator(".grid").press("Home");
	await expect.poll(active).toMatch(/^reader, line \d+/);
	await page.locator(".grid").press("ArrowLeft");
	await expect.poll(() => page.locator(".row[aria-selected='true']").getAttribute("aria-expanded")).toBe("false");
	await page.locator(".grid").press("ArrowRight");
	await expect.poll(() => page.locator(".row[aria-selected='true']").getAttribute("aria-expanded")).toBe("true");
	await page.locator(".grid").press("End");
	await expect.poll(active).toMatch(/^Step \d+, \w+: .*, fails: /);
	await page.locator(".grid").press("?");
	await expect.poll(() => page.locator("dialog").count()).toBe(1);
	await workbench().screenshot("timeline, keys");
	await page.locator("dialog").press("Escape");
	await expect.poll(() => page.locator("dialog").count()).toBe(0);
});

test("unfolds to statistics, and to what edits changed", async () => {
	const page = await panel();
	await page.getByRole("button", { name: "What edits changed, and statistics" }).click();
	await page.getByText("Statistics", { exact: true }).click();
	await expect
		.poll(() => page.locator("details li").allTextContents())
		.toContainEqual(expect.stringMatching(/^[\d,]+ states, [\d,]+ transitions/));
	expect(await page.locator("details li").allTextContents()).toContainEqual(expect.stringMatching(/^never.*gup\.race:\d+$/));
	await page.getByText("What Edits Changed").click();
	await expect
		.poll(() => page.locator("details li").allTextContents())
		.toContainEqual(expect.stringMatching(/^safe before, race now; −[\d,]+ states, \+[\d,]+$/));
	await workbench().screenshot("timeline, details");
	await page.getByRole("button", { name: "What edits changed, and statistics" }).click();
});

testAccessibility("timeline", workbench, panel);

test("follows the scenario as it is edited", async () => {
	await workbench().focusGroup(1);
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await workbench().replace("kernel v4.17", "kernel v4.18");
	const page = await panel();
	await expect.poll(() => page.locator(".status").textContent()).toMatch(/✓ safe/);
});

test("finds what makes the scenario safe, says how far that is, and applies it", async () => {
	await workbench().focusGroup(1);
	await workbench().replace("kernel v4.18", "kernel v4.17");
	const page = await panel();
	// Nobody has to ask where the editor has begun to search for its quick fixes.
	const found = async () => {
		await page.locator(".grid").press("x");
		return await page.locator(".safe-with").textContent();
	};
	await expect.poll(found).toMatch(/searching, \d+ changes? of .* tried|\d+ changes of .* tried$/);
	await workbench().screenshot("timeline, repairs");
	const repair = page.getByRole("button", { name: /^Apply: Use kernel v4\.18: 0 violations in [\d,]+ states$/ });
	await expect.poll(() => repair.count()).toBe(1);
	await repair.click();
	await workbench().focusGroup(1);
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/kernel\s+v4\.18;/));
	await expect.poll(() => page.locator(".status").textContent()).toMatch(/✓ safe/);
});
