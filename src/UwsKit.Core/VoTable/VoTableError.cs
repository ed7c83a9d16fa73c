namespace UwsKit;

/// <summary>The error document of VO services (DALI 1.1 §4.4): a VOTable whose INFO QUERY_STATUS says ERROR and why.</summary>
internal static class VoTableError
{
    /// <summary>The type that it is sent as.</summary>
    public const string ContentType = $"{VoTableNames.MediaType}; charset=utf-8";

    /// <param name="message">What is wrong; the text that the service's standard asks for comes first (DALI 1.1 §4.2).</param>
    /// <param name="infos">Further INFOs by name, such as standardID.</param>
    public static byte[] Write(string message, params IEnumerable<(string Name, string Value)> infos) => VoTableWriter.Write(w =>
    {
        w.StartResource("results");
        w.Info("QUERY_STATUS", "ERROR", message);
        foreach (var (name, value) in infos)
        {
            w.Info(name, value);
        }
    });
}
