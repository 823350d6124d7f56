-- `shared-lock.race` written by hand, with the tasks as a scalarset, so that a checker for Murphi can use that they are alike. One rule for each step.
const
  TASKS: 4;
  WORK: 3;

type
  task: scalarset(TASKS);
  -- 0: at work; 1: choosing; 2, 3, 4: as a reader; 5, 6, 7: as a writer; 8: at the end.
  place: 0 .. 8;

var
  at: array[task] of place;
  work: array[task] of 0 .. WORK;
  mode: array[task] of 0 .. 2;
  readers: 0 .. TASKS;
  writing: boolean;

startstate begin
  for t: task do
    at[t] := 0;
    work[t] := 0;
    mode[t] := 0;
  end;
  readers := 0;
  writing := false;
end;

ruleset t: task do
  rule "work" at[t] = 0 ==> begin
    work[t] := work[t] + 1;
    if work[t] = WORK then at[t] := 1; end;
  end;
  rule "read" at[t] = 1 ==> begin at[t] := 2; end;
  rule "write" at[t] = 1 ==> begin at[t] := 5; end;
  rule "lock for reading" at[t] = 2 & !writing ==> begin readers := readers + 1; mode[t] := 1; at[t] := 3; end;
  rule "read no more" at[t] = 3 ==> begin mode[t] := 0; at[t] := 4; end;
  rule "unlock for reading" at[t] = 4 ==> begin readers := readers - 1; at[t] := 8; end;
  rule "lock for writing" at[t] = 5 & !writing & readers = 0 ==> begin writing := true; mode[t] := 2; at[t] := 6; end;
  rule "write no more" at[t] = 6 ==> begin mode[t] := 0; at[t] := 7; end;
  rule "unlock for writing" at[t] = 7 ==> begin writing := false; at[t] := 8; end;
  rule "again" at[t] = 8 ==> begin work[t] := 0; at[t] := 0; end;
end;

invariant "exclusion"
  forall t: task do
    mode[t] = 2 -> forall u: task do u = t | mode[u] = 0 end
  end;
