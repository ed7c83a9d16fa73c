namespace UwsKit;

/// <summary>How long a job may run and is kept, with forms to change both.</summary>
internal static class JobSettingsPart
{
    public static void Write(HtmlWriter html, UwsCall call, JobList list, Job job, JobUrl url, string token, FormFaults faults)
    {
        if (job.Phase is ExecutionPhase.Archived || !call.MayChange)
        {
            return;
        }

        html.Write($"""<section class="screen"><h2>Settings</h2><div class="row">""");
        if (!PhaseRules.Final.Contains(job.Phase))
        {
            Setting(html, url, token, "duration", ControlParameters.ExecutionDuration, "Time limit", job.ExecutionDuration is { } limit ? UwsDuration.Format(limit) : "",
                $"such as 90s, 10m or 2h; 0s: the longest possible{(list.MaxExecutionDuration is { } longest ? $", {Show.Duration(longest)}" : "")}", faults);
        }

        Setting(html, url, token, "destruction", ControlParameters.Destruction, "Kept until", job.Destruction is { } until ? UwsTime.Format(until) : "", "UTC; empty: as long as possible", faults);
        html.Write($"</div></section>\n");
    }

    private static void Setting(HtmlWriter html, JobUrl url, string token, string action, string name, string label, string value, string help, FormFaults faults)
    {
        var fault = string.Join(' ', faults.Of(name));
        html.Write($"""
            <form method="post" action="{url.Path}/change" class="setting"><input type="hidden" name="{PageForm.Token}" value="{token}">
            <label for="p-{name}">{label}</label> <input id="p-{name}" name="{name}" value="{value}" aria-describedby="h-{name}"{new HtmlAttribute("aria-invalid", fault.Length > 0 ? "true" : null)}> <button name="{PageForm.Action}" value="{action}">Change</button>
            <p class="help" id="h-{name}">{help}</p></form>

            """);
    }
}
