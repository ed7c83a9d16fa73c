namespace CtaWorker;

/// <summary>The version of this program, as results carry it.</summary>
internal static class Release
{
    public static string Version { get; } = typeof(Release).Assembly.GetName().Version?.ToString(3) ?? "0";
}
