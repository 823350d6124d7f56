/**
 * A real VS Code in a real browser, seen and operated as a person does: by what is on the screen, the keyboard and the
 * mouse.
 *
 * Every question about the screen is answered as of now. Where the answer takes a while, ask with `expect.poll`.
 */
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { ensureChromium } from "../../../scripts/chromium.mjs";
import { startNodeHost } from "../../../scripts/node-host.mjs";
import { startWebHost } from "../../../scripts/web-host.mjs";
import { TextEditor } from "./text-editor";
import { controlKey, plain } from "./window";

/** How long is waited for what one does to come through, in milliseconds, on a machine that is very busy. */
const PATIENCE = 120_000;

/** The extension as it is shipped, unpacked by `scripts/package.mjs --install`. */
const extension = join(import.meta.dirname, "../../../.build/installed/extension");

export interface Problem {
	readonly severity: string;
	readonly message: string;
	readonly line: number;
}

/**
 * One editor for all tests of a file, with `folder` open. They are one story: each goes on where the one before has
 * ended. Where one fails, with a picture in `artifacts/`, those after it do not run.
 * @returns a function that gives the workbench inside tests
 */
export function useWorkbench(options: {
	folder: string;
	settings?: Record<string, unknown>;
	/** Of the window, in pixels. */
	size?: { width: number; height: number };
	/**
	 * What runs the extension: the browser, or Node as on the desktop. The environment's `EDITOR_HOST` says so for
	 * tests that leave it open.
	 */
	host?: "web" | "node";
}): () => Workbench {
	let browser: Browser | undefined;
	let host: { readonly url: string; close(): Promise<void> } | undefined;
	let workbench: Workbench | undefined;
	let hasFailed = false;
	const running = () => {
		if (!workbench) throw new Error("the workbench has not started");
		return workbench;
	};

	beforeAll(async () => {
		const { host: kind = process.env.EDITOR_HOST ?? "web" } = options;
		host = await (kind === "node" ? startNodeHost({ ...options, extension }) : startWebHost({ ...options, extension, crossOrigin: true }));
		browser = await chromium.launch({
			executablePath: ensureChromium(),
			args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
		});
		const context = await browser.newContext({ viewport: options.size ?? { width: 1400, height: 900 }, reducedMotion: "reduce" });
		await context.grantPermissions(["clipboard-read", "clipboard-write"]);
		context.setDefaultTimeout(PATIENCE);
		workbench = new Workbench(await context.newPage());
		await workbench.goto(host.url);
	});
	beforeEach(({ skip }) => skip(hasFailed, "a test before it has failed"));
	afterEach(async ({ task }) => {
		if (task.result?.state !== "fail") return;
		hasFailed = true;
		await workbench?.screenshot(`failed: ${task.name}`);
	});
	afterAll(async () => {
		await browser?.close();
		await host?.close();
	});
	return running;
}

/** The whole window: beside the text editor, the views around it. */
export class Workbench extends TextEditor {
	/** Rows of the Problems panel, which is opened if need be. */
	async problems(): Promise<Problem[]> {
		const panel = this.page.locator(".markers-panel-container");
		if (!(await panel.isVisible())) {
			await this.summon(panel, () => this.page.keyboard.press(`${controlKey}+Shift+m`));
			// The panel takes the focus some time after it shows; a key that is meant for the editor must not come
			// before.
			await panel.locator(":focus").first().waitFor();
		}
		const labels = await panel.locator(".monaco-list-row").evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
		return labels.flatMap((label) => {
			const [, severity, message, line] = /^(\w+): (.*) at line (\d+) and character/s.exec(label) ?? [];
			return severity ? [{ severity, message, line: Number(line) }] : [];
		});
	}

	/** The language status of the active editor, such as `1 race`. */
	async languageStatus(): Promise<string> {
		await this.page.locator("[id='status.languageStatus']").hover();
		const status = this.page.locator(".hover-language-status", { hasText: "Raceline" }).first();
		await status.waitFor();
		// The text is an element of its own, or in later versions the first part of one.
		return plain(
			await status.evaluate((item) => (item.querySelector(".label") ?? item.querySelector(".left")?.firstChild)?.textContent ?? ""),
		);
	}

	/** The name of the active editor's language, as the status bar has it. */
	async language(): Promise<string> {
		return plain(await this.page.locator("[id='status.editor.mode']").innerText());
	}

	/** The title of the active view in the panel below the editor. */
	async panelTitle(): Promise<string> {
		return plain(await this.page.locator(".part.panel .composite-bar .action-item.checked").innerText());
	}

	/** What is in view of the output panel. */
	async output(): Promise<string> {
		return plain((await this.page.locator(".part.panel .view-line").allInnerTexts()).join("\n"));
	}

	/** What is in view of the terminal. */
	async terminal(): Promise<string> {
		return plain((await this.page.locator(".terminal-wrapper.active .xterm-rows > div").allInnerTexts()).join("\n"));
	}

	/** Rows of the Testing view as a screen reader has them, such as `expect safe (Failed)`. */
	async tests(): Promise<string[]> {
		const rows = this.page.locator(".test-explorer .monaco-list-row");
		return (await rows.evaluateAll((elements) => elements.map((row) => row.getAttribute("aria-label") ?? ""))).map(plain);
	}

	/** Rows of the Test Coverage view: a file and how much of it is covered. */
	async coverage(): Promise<string[]> {
		const rows = await this.page.locator(".test-coverage-list-item").allInnerTexts();
		return rows.map((row) => plain(row).replaceAll(/\s+/g, " ").trim());
	}

	/** Unfolds a test of the Testing view. */
	async unfoldTest(name: string): Promise<void> {
		const row = this.page.locator(".test-explorer .monaco-list-row", { hasText: name }).first();
		await row.click();
		await this.page.keyboard.press("ArrowRight");
	}

	/** What is told of a test that failed: in the editor, or, by the settings of later versions, among the results. */
	async testFailure(): Promise<string> {
		const inEditor = await this.page.locator(".test-output-peek .peekview-title").allInnerTexts();
		const rows = this.page.locator(".test-output-peek-tree .monaco-list-row");
		const results = await rows.evaluateAll((elements) => elements.map((row) => row.getAttribute("aria-label") ?? ""));
		return plain([...inEditor, ...results].join(" ")).replaceAll(/\s+/g, " ");
	}

	/** Clicks an action beside a test of the Testing view. */
	async clickTestAction(test: string, action: string): Promise<void> {
		const row = this.page.locator(".test-explorer .monaco-list-row", { hasText: test }).first();
		await row.hover();
		await row.getByLabel(action).first().click();
	}

	/** Chooses from the context menu of a test of the Testing view. */
	async chooseTestAction(test: string, action: string): Promise<void> {
		await this.page.locator(".test-explorer .monaco-list-row", { hasText: test }).first().click({ button: "right" });
		const item = this.page.locator(".monaco-menu .action-item", { hasText: action }).first();
		await item.hover();
		await item.click();
	}

	/** Threads and frames of the debugger's call stack, from top to bottom. */
	async callStack(): Promise<string[]> {
		const rows = await this.page.locator(".debug-call-stack .monaco-list-row").allInnerTexts();
		return rows.map((row) => plain(row).replaceAll(/\s+/g, " ").trim());
	}

	/** Rows of the debugger's variables, such as `count = 1`. */
	async variables(): Promise<string[]> {
		const rows = await this.page.locator(".debug-variables .monaco-list-row").allInnerTexts();
		return rows.map((row) => plain(row).replaceAll(/\s+/g, " ").trim());
	}

	/** Clicks a button of the debugger's tool bar. */
	async debug(action: string): Promise<void> {
		await this.page
			.locator(".debug-toolbar .action-label:not(.disabled)", { hasText: "" })
			.and(this.page.getByLabel(action))
			.first()
			.click();
	}
}
