namespace UwsKit;

/// <summary>The form that filters a job list; a GET, so that a filtered list is a link.</summary>
internal static class ListFilterForm
{
    private static readonly ExecutionPhase[] Offered =
    [
        ExecutionPhase.Pending, ExecutionPhase.Queued, ExecutionPhase.Executing, ExecutionPhase.Completed, ExecutionPhase.Error, ExecutionPhase.Aborted,
        ExecutionPhase.Held, ExecutionPhase.Suspended, ExecutionPhase.Unknown, ExecutionPhase.Archived,
    ];

    public static void Write(HtmlWriter html, JobListView view)
    {
        html.Write($"""
            <details class="filter"{new HtmlAttribute("open", view.IsFiltered)}><summary>Filter</summary>
            <form method="get" class="row">{h => Shared(h, view)}
            <fieldset class="row"><legend>Phase</legend>{h => Phases(h, view)}</fieldset>
            <label>Name or id begins with <input type="search" name="TEXT" value="{view.Text}" maxlength="64"></label>
            <label>Created after <input name="AFTER" value="{Instant(view.After)}" placeholder="2030-01-31" inputmode="numeric"></label>
            <label>until <input name="UNTIL" value="{Instant(view.Until)}" placeholder="2030-01-31T12:00:00Z" inputmode="numeric"></label>
            <button>Show</button>
            </form></details>

            """);
    }

    private static void Shared(HtmlWriter html, JobListView view)
    {
        if (view.Shared)
        {
            html.Write($"""<input type="hidden" name="SHARED" value="true">""");
        }
    }

    private static void Phases(HtmlWriter html, JobListView view)
    {
        foreach (var phase in Offered)
        {
            html.Write($"""<label class="tick"><input type="checkbox" name="PHASE" value="{phase.ToWord()}"{new HtmlAttribute("checked", view.Phases?.Contains(phase) == true)}> {phase.ToWord()}</label> """);
        }
    }

    private static string Instant(DateTimeOffset? instant) => instant is { } i ? UwsTime.Format(i) : "";
}
