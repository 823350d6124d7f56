/**
 * The timeline panel's page: the losing runs of one scenario, a lane for each task, time downwards.
 *
 * Invariants: the page knows only what it was sent, and nothing of the language or the kernel; texts reach the page as
 * text and never as markup; everything that can be clicked can be reached with the keyboard, and says in words what its
 * place and color say.
 */
import { t } from "../../language-server/src/base/l10n";
import "./page-language";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Detail, DetailKind } from "../../language-server/src/lsp/protocol/details";
import type { TimelinesResult } from "../../language-server/src/lsp/protocol/timelines";
import type { FromPanel, ToPanel } from "./messages";
import type { Cursor } from "./timeline/grid";
import type { Repairs } from "./timeline/safe-with";
import { type Answer, Scenario } from "./timeline/scenario";
import "./timeline.css";

declare function acquireVsCodeApi(): { postMessage(message: FromPanel): void; getState(): unknown; setState(state: unknown): void };

const editor = acquireVsCodeApi();

/** What the panel was asked for, kept for when the window is loaded again. */
interface PanelState {
	readonly uri: string;
	readonly line: number;
	readonly character: number;
}

function Panel() {
	const [timelines, setTimelines] = useState<TimelinesResult | null>();
	const [cursor, setCursor] = useState<Cursor>();
	const [answers, setAnswers] = useState<readonly Answer[]>([]);
	const [repairs, setRepairs] = useState<Repairs>();
	const [details, setDetails] = useState<Partial<Record<DetailKind, readonly Detail[] | null>>>({});
	useEffect(() => {
		const listen = ({ data }: MessageEvent<ToPanel>) => {
			if (data.kind === "cursor") return setCursor(data);
			if (data.kind === "different") return setAnswers((known) => [...known, data]);
			if (data.kind === "repairs") return setRepairs(data);
			if (data.kind === "details") return setDetails((known) => ({ ...known, [data.section]: data.lines }));
			setTimelines(data.timelines);
			const place = data.timelines?.place;
			if (place) editor.setState({ uri: place.uri, ...place.range.start } satisfies PanelState);
		};
		addEventListener("message", listen);
		editor.postMessage({ kind: "ready" });
		return () => removeEventListener("message", listen);
	}, []);
	if (timelines === undefined) return <p class="nothing">{t`Loading…`}</p>;
	if (timelines === null) return <p class="nothing">{t`No scenario here. Put the cursor into a scenario of a .race file.`}</p>;
	return (
		<Scenario
			timelines={timelines}
			answers={answers}
			details={details}
			repairs={repairs}
			cursor={cursor}
			onAskDetails={(section, fromNow) => {
				setDetails((known) => ({ ...known, [section]: undefined }));
				editor.postMessage({ kind: "details", section, fromNow });
			}}
			post={(message) => editor.postMessage(message)}
			key={`${timelines.uri} ${timelines.scenario}`}
		/>
	);
}

const root = document.getElementById("panel");
if (root) render(<Panel />, root);
