using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Logging;

namespace UwsKit;

/// <summary>The file of users: a line each, comments with #. Read again when its time or length changes, looked at once a second at most. Thread-safe.</summary>
internal sealed class UsersFile(string path, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _reading = new();
    private FrozenDictionary<string, User> _users = FrozenDictionary<string, User>.Empty;
    private (DateTime Written, long Length)? _read;
    private DateTimeOffset _looked = DateTimeOffset.MinValue;

    /// <summary>The user of that name; null = there is none.</summary>
    public User? Find(string name)
    {
        lock (_reading)
        {
            if (time.GetUtcNow() - _looked >= LookEvery)
            {
                _looked = time.GetUtcNow();
                Look();
            }

            return _users.GetValueOrDefault(name);
        }
    }

    /// <summary>Adds a user, or replaces him; the whole file is written anew, readable by its owner only, and takes the old one's place at once.</summary>
    public static void Put(string path, string name, User? user)
    {
        List<string> lines = File.Exists(path) ? [.. File.ReadLines(path).Where(l => User.Parse(l)?.Name != name)] : ["# name:hash:groups:roles, made by --add-user"];
        if (user is not null)
        {
            lines.Add(user.ToLine());
        }

        var draft = path + ".new";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = File.Exists(path) ? File.GetUnixFileMode(path) : UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, how))
        {
            stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    private void Look()
    {
        try
        {
            var file = new FileInfo(path);
            if (_read == (file.LastWriteTimeUtc, file.Length))
            {
                return;
            }

            _users = File.ReadLines(path).Where(l => !l.StartsWith('#')).Select(User.Parse).OfType<User>().DistinctBy(u => u.Name).ToFrozenDictionary(u => u.Name, StringComparer.Ordinal);
            _read = (file.LastWriteTimeUtc, file.Length);
            log.UsersRead(path, _users.Count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_read != default((DateTime, long)))
            {
                log.UsersUnreadable(path, e.Message);
            }

            _read = default((DateTime, long));
        }
    }
}
