namespace UwsKit.Managers.Local;

/// <summary>Where the work of one job finds and leaves its files: in its control folder and the storage, or on its account's <see cref="Stage"/>.</summary>
/// <param name="Work">Current directory.</param>
/// <param name="Temporary">TMPDIR and HOME.</param>
/// <param name="Parameters">The parameters file.</param>
/// <param name="Scripts">Folder of the copy of the description's script.</param>
/// <param name="Input">UWS_INPUT_DIR.</param>
/// <param name="Output">UWS_OUTPUT_DIR.</param>
/// <param name="Control">The folder that holds them, the storage's areas aside.</param>
internal sealed record JobPlaces(string Work, string Temporary, string Parameters, string Scripts, string Input, string Output, string Control)
{
    public static JobPlaces Of(JobFolder folder, string input, string output)
        => new(folder.Work, folder.Temporary, folder.Parameters, folder.File("script"), input, output, folder.Path);
}
