/**
 * The timeline panel, as its user works it: beside the editor, with the mouse, with keys alone, in every kind of theme,
 * and with a screen reader.
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
const rows = () => panel().then((page) => page.locator("tbody tr"));

test("opens beside a racy scenario, and tells its run from the first step to the one that fails", async () => {
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
	await workbench().replace("kernel v4.18", "kernel v4.17");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ race in \d+ steps/));
	await workbench().runCommand("Raceline: Show Timeline");
	const page = await panel();
	await expect.poll(() => page.locator("h1").textContent()).toBe("gup_fast_pmd_vs_truncate");
	const run = await page.locator("option", { hasText: "dma_into_foreign_file" }).first().getAttribute("value");
	await page.locator("select").selectOption(run);
	await expect.poll(() => page.locator("h2").textContent()).toMatch(/^race: a device writes block \d+ of other/);
	const skipped = page.locator("tr.skipped").first();
	await skipped.click();
	await page.getByText(/^All \d+ Steps$/).click();
	const [, steps] = /(\d+) steps/.exec((await page.locator("h2").textContent()) ?? "") ?? [];
	expect(await page.locator("tr.step").count()).toBe(Number(steps));
	expect(await page.locator("tr.step").last().getAttribute("class")).toContain("failing");
	expect(await page.locator("th.lane").allTextContents()).toContain("truncator");
	await workbench().toggleSideBar();
	await workbench().screenshot("timeline");
});

test("says which two accesses race, and marks them and the window between them", async () => {
	const page = await panel();
	expect(await page.locator(".pair").textContent()).toMatch(/ trusts .* at step \d+.*must land between/);
	expect(await page.locator("tr.window-opens .role").textContent()).toBe("opens the window");
	expect(await page.locator("tr.window-closes .role").textContent()).toBe("closes the window");
	expect(await page.locator("tr.in-window").count()).toBeGreaterThan(2);
});

test("finds other runs that fail in the same way until there are no more", async () => {
	const page = await panel();
	const runs = await page.locator("option").count();
	const next = page.getByRole("button", { name: /^(Next Different Run|No Other Run Found)$/ });
	for (let asked = 0; asked < 10 && (await next.isEnabled()); asked++) {
		await next.click();
		await expect.poll(() => next.count()).toBe(1);
	}
	expect(await next.textContent()).toBe("No Other Run Found");
	expect(await page.locator("option").count()).toBeGreaterThanOrEqual(runs);
});

test("shows a safe run beside it, with the first difference marked in both", async () => {
	const page = await panel();
	await page.getByText("Compare With a Safe Run").click();
	await expect.poll(() => page.locator("table").count()).toBe(2);
	expect(await page.locator("tr.differs").count()).toBe(2);
	expect(await page.locator("table").nth(1).locator("tr.failing").count()).toBe(0);
	await page.getByText("Compare With a Safe Run").click();
	await expect.poll(() => page.locator("table").count()).toBe(1);
});

test("shows what a page's refcount is after each step", async () => {
	const page = await panel();
	const header = await page.locator("thead th").allInnerTexts();
	const column = header.findIndex((text) => /refcount/.test(text));
	expect(column).toBeGreaterThan(0);
	const values = await page.locator(`tr.step td:nth-child(${column + 1}) .value`).allTextContents();
	expect(values.slice(0, 2)).toEqual(["1", "2"]);
});

test("a click on a step shows its line, also in the kernel model", async () => {
	const page = await panel();
	await page.locator("tr.step", { hasText: "get_huge_page_reference" }).first().click();
	await expect.poll(() => workbench().tabsInFront()).toEqual(["gup.race", "Raceline Timeline"]);
	await expect.poll(() => page.locator("tr.at-cursor").count()).toBeGreaterThan(0);
});

test("keys alone walk, fold and unfold", async () => {
	const page = await panel();
	const all = await (await rows()).count();
	await page.getByText("Fold All Calls", { exact: true }).click();
	await expect.poll(async () => (await rows()).count()).toBeLessThan(all);
	await page.locator("tr[tabindex='0']").focus();
	await page.locator("tr:focus").press("Home");
	await page.locator("tr:focus").press("ArrowRight");
	await expect.poll(() => page.locator("tr[aria-expanded='true']").count()).toBe(1);
	await page.locator("tr:focus").press("ArrowLeft");
	await expect.poll(() => page.locator("tr[aria-expanded='true']").count()).toBe(0);
	await page.getByText("Unfold All Calls", { exact: true }).click();
	await expect.poll(async () => (await rows()).count()).toBe(all);
	await page.locator("tr[tabindex='0']").focus();
	await page.locator("tr:focus").press("End");
	expect(await page.locator("tr:focus").getAttribute("aria-label")).toMatch(/^Step \d+, \w+: .*, fails: race: /);
});

test("says what the user of such a machine sees", async () => {
	const page = await panel();
	expect(await page.locator(".effect").textContent()).toMatch(/^\w.*\.$/);
});

test("unfolds to statistics, and to what edits changed", async () => {
	const page = await panel();
	await page.getByText("Statistics", { exact: true }).click();
	await expect
		.poll(() => page.locator("details li").allTextContents())
		.toContainEqual(expect.stringMatching(/^[\d,]+ states, [\d,]+ transitions/));
	expect(await page.locator("details li").allTextContents()).toContainEqual(expect.stringMatching(/^never.*gup\.race:\d+$/));
	await page.getByText("What Edits Changed").click();
	await expect
		.poll(() => page.locator("details li").allTextContents())
		.toContainEqual(expect.stringMatching(/^safe before, race now; −[\d,]+ states, \+[\d,]+$/));
	await page.getByText("Statistics", { exact: true }).scrollIntoViewIfNeeded();
	await workbench().screenshot("timeline, details");
});

testAccessibility("timeline", workbench, panel);

test("follows the scenario as it is edited", async () => {
	await workbench().focusGroup(1);
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await workbench().replace("kernel v4.17", "kernel v4.18");
	const page = await panel();
	await expect.poll(() => page.locator(".verdict").textContent()).toMatch(/^✓ safe/);
});
