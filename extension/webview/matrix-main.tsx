/**
 * The matrix panel's page: scenarios as rows, kernels or patches as columns, a verdict in each cell.
 *
 * Invariants: as of the timeline's page (`main.tsx`); a row that may hold no more looks different from one that does.
 */
import { t } from "../../language-server/src/base/l10n";
import "./page-language";
import { render } from "preact";
import { useEffect, useReducer, useState } from "preact/hooks";
import { MatrixGrid } from "./matrix-grid";
import type { FromMatrix, MatrixScope, ToMatrix } from "./matrix-messages";
import { columnsOf, EMPTY, hear, isConcerned, statusText, VIEWS, type View } from "./matrix-view";
import "./matrix.css";

declare function acquireVsCodeApi(): { postMessage(message: FromMatrix): void; getState(): unknown; setState(state: MatrixScope): void };

const editor = acquireVsCodeApi();

function Panel() {
	const [state, receive] = useReducer(hear, EMPTY);
	const [view, setView] = useState<View>("kernels");
	const [showsAll, setShowsAll] = useState(false);
	useEffect(() => {
		const listen = ({ data }: MessageEvent<ToMatrix>) => {
			if (data.kind === "begin") editor.setState(data.scope);
			receive(data);
		};
		addEventListener("message", listen);
		editor.postMessage({ kind: "ready" });
		return () => removeEventListener("message", listen);
	}, []);
	const { head, scope, end } = state;
	const columns = head ? columnsOf(view, head) : [];
	const concerned = state.rows.filter(isConcerned);
	const rows = view === "kernels" || showsAll ? state.rows : concerned;
	return (
		<main>
			<header>
				<h1>{scope?.kind === "workspace" ? t`Patch matrix of the workspace` : t`Patch matrix`}</h1>
				<p class="verdict" role="status">
					{statusText(state)}
				</p>
				<div class="toolbar" role="toolbar" aria-label={t`Matrix`}>
					{VIEWS.map(({ view: other, title }) => (
						<button type="button" class="text" key={other} aria-pressed={view === other} onClick={() => setView(other)}>
							{title}
						</button>
					))}
					{view !== "kernels" && concerned.length < state.rows.length && (
						<button type="button" class="text" aria-pressed={showsAll} onClick={() => setShowsAll(!showsAll)}>
							{showsAll ? t`Only Rows That Differ` : t`All ${state.rows.length} Rows`}
						</button>
					)}
					{end === undefined && (
						<button type="button" class="text" onClick={() => editor.postMessage({ kind: "cancel" })}>
							{t`Cancel`}
						</button>
					)}
					{(end === "cancelled" || end === "failed") && (
						<button type="button" class="text" onClick={() => editor.postMessage({ kind: "again" })}>
							{t`Go On`}
						</button>
					)}
				</div>
				{head && view !== "kernels" && <p class="verdict">{t`The patches of the series, on ${head.base}.`}</p>}
			</header>
			{rows.length > 0 && head && (
				<MatrixGrid
					state={state}
					rows={rows}
					columns={columns}
					key={view}
					onOpen={(row, { under }) => row.place && editor.postMessage({ kind: "open", place: row.place, scenario: row.scenario, under })}
				/>
			)}
			{state.rows.length > 0 && rows.length === 0 && <p class="nothing">{t`The patches make no difference to these scenarios.`}</p>}
			<p class="legend">{t`✓ safe · ✗ race · ∞ hang · ? open: the search ended at its limit · – cannot be compiled`}</p>
		</main>
	);
}

const root = document.getElementById("panel");
if (root) render(<Panel />, root);
