/**
 * What the walkthrough promises, step by step, with the pictures that it shows. `npm run pictures` copies them to
 * `docs/images`.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests"), size: { width: 1240, height: 760 } });

test("opens a sample", async () => {
	await workbench().runCommandAndPick("Welcome: Open Walkthrough...", "Get started with Raceline");
	await workbench().page.getByText("Open the Sample", { exact: true }).click();
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
	await workbench().toggleSideBar();
	await workbench().picture("sample");
});

test("an older kernel makes it a race: the squiggle, the order of the steps, the refcount", async () => {
	await workbench().replace("kernel v4.18", "kernel v4.17");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .* · \d+ steps/));
	await expect.poll(() => workbench().squiggles("error")).toBeGreaterThan(0);
	await expect
		.poll(() => workbench().inlayHints())
		.toContainEqual(expect.objectContaining({ text: expect.stringMatching(/#3 refcount 1→2/) }));
	const { tables } = await workbench().hover("p ", "p = get_user_pages_fast");
	expect(tables[0]).toContainEqual(["#3", "reader", "refcount 1 → 2"]);
	await workbench().picture("editor");
});

test("the timeline shows the run", async () => {
	await workbench().runCommand("Raceline: Show Timeline");
	const page = await workbench().webview("timeline.browser.js");
	await expect.poll(() => page.locator(".scenario").textContent()).toBe("gup_fast_pmd_vs_truncate");
	await workbench().picture("timeline");
	await workbench().closeTab("Raceline Timeline");
});

test("the quick fixes of the squiggle have the release that closes it", async () => {
	await workbench().quickFix("truncate(data", /^Use kernel v4\.18/, () => workbench().picture("fix"));
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
	await expect.poll(() => workbench().squiggles("error")).toBe(0);
});

test("a scenario of one's own begins as one of the classic shapes, and completion knows the kernel", async () => {
	await workbench().runCommandAndPick("Raceline: New Scenario…", "Pin against truncate");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^[✓✗] /));
	await workbench().appendLine("if (p) {", "get_user");
	await expect.poll(() => workbench().suggestions()).toContainEqual(expect.stringContaining("get_user_pages_fast"));
	await workbench().picture("write");
});
