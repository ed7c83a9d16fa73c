namespace UwsKit;

/// <summary>Descriptions that have everything a description can have.</summary>
internal static class Descriptions
{
    public static JobDescription Rich { get; } = new()
    {
        Name = "probe",
        Title = "A <rich> & \"quoted\" list",
        Text = "tells of 🔭 and U+0001 (\u0001)",
        Version = "2.1",
        Documentation = new("https://example.org/docs?a=1&b=2"),
        Contact = "Ann <ann@example.org>",
        StandardId = new("ivo://ivoa.net/std/SODA#async-1.0"),
        Parameters =
        [
            new("label", ParameterType.Text) { Required = true, Pattern = "[A-Za-z'<>& ]+", MaxLength = 40, Title = "Label <b>", Group = "Words", Text = "what it is called & why" },
            new("mode", ParameterType.Text) { Options = ["fast", "slow"], OptionTitles = new Dictionary<string, string> { ["slow"] = "slow but \"exact\"" }, Default = "fast" },
            new("word", ParameterType.Text) { Pattern = @"\p{Lu}+" },
            new("count", ParameterType.Integer) { Min = "0", Max = "10", Default = "3", Unit = "s" },
            new("band", ParameterType.Real) { Repeatable = true, MinCount = 1, MaxCount = 4, Defaults = ["0.5", "1e-7"], Min = "0", Ucd = "em.wl", Utype = "Char.SpectralAxis" },
            new("even", ParameterType.Integer) { Options = ["2", "4"] },
            new("flag", ParameterType.Boolean) { Default = "1" },
            new("since", ParameterType.Timestamp) { Min = "2020-01-01T00:00:00Z", Xtype = "timestamp" },
            new("home", ParameterType.Uri),
            new("POS", ParameterType.Real) { Xtype = "circle", Unit = "deg", Ucd = "pos.outline;obs" },
            new("RANGE", ParameterType.Real) { Xtype = "interval", Min = "1", Max = "9" },
            new("AREA", ParameterType.Real) { Xtype = "polygon" },
            new("own", ParameterType.Text) { Xtype = "x:thing" },
            new("image", ParameterType.File) { MediaType = "image/fits", MaxSize = 500 },
        ],
        Rules = [new(ParameterRuleKind.AtMostOneOf, ["POS", "AREA"]) { Text = "one place" }],
        Examples =
        [
            new("crab")
            {
                Text = "the Crab nebula & more", Parameters = new Dictionary<string, IReadOnlyList<string>> { ["label"] = ["it's <it>"], ["band"] = ["1", "2"], ["POS"] = ["83.6 22 1"] },
            },
            new("plain") { Parameters = new Dictionary<string, IReadOnlyList<string>> { ["label"] = ["x"] } },
        ],
        Results = [new("result", "image/fits") { FilePattern = "map.fits", Text = "a map" }, new("preview", "image/png") { PreviewOf = "result" }, new("rest") { FilePattern = "*.txt" }],
        ExecutionDuration = TimeSpan.FromMinutes(10),
        Backend = new()
        {
            Command = ["/opt/hidden-place/hidden-program", "--password=hidden-word", "{label}"],
            Options = new Dictionary<string, string> { ["partition"] = "hidden-queue" },
        },
        BaseDirectory = "/srv/hidden-folder",
    };

    /// <summary>What must not leave the server.</summary>
    public const string Hidden = "hidden";

    /// <summary>A service with this list alone.</summary>
    public static Task<UwsApp> StartAsync(Action<Dictionary<string, string?>>? settings = null) => UwsApp.StartAsync(settings, description: Rich);

    /// <summary>A registry section.</summary>
    public static void Register(Dictionary<string, string?> settings)
    {
        settings["Uws:Registry:Identifier"] = "ivo://example.org/maps/one";
        settings["Uws:Registry:Title"] = "Maps & more";
        settings["Uws:Registry:ShortName"] = "maps";
        settings["Uws:Registry:Publisher"] = "Example Data Centre";
        settings["Uws:Registry:Creators:0"] = "A. Author";
        settings["Uws:Registry:ContactName"] = "Help desk";
        settings["Uws:Registry:ContactEmail"] = "help@example.org";
        settings["Uws:Registry:ContactAddress"] = "1 Road";
        settings["Uws:Registry:Subjects:0"] = "gamma-ray-astronomy";
        settings["Uws:Registry:Subjects:1"] = "sky-surveys";
        settings["Uws:Registry:Description"] = "Makes maps <fast>.";
        settings["Uws:Registry:ReferenceUrl"] = "https://example.org/about";
        settings["Uws:Registry:Created"] = "2026-03-01";
        settings["Uws:Registry:Version"] = "2";
        settings["Uws:Registry:ContentLevels:0"] = "Research";
        settings["Uws:Registry:Rights"] = "CC BY 4.0";
        settings["Uws:Registry:RightsUrl"] = "https://creativecommons.org/licenses/by/4.0/";
    }
}
