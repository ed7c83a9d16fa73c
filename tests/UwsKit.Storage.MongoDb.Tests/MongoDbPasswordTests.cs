using System.Text;
using MongoDB.Bson;

namespace UwsKit.Storage.MongoDb;

public sealed class MongoDbPasswordTests
{
    [Fact]
    public async Task A_password_that_changes_in_its_file_needs_no_restart_and_is_never_shown()
    {
        var good = "s3cret-1";
        await using var database = TempDatabase.OnStandIn();
        // The stand-in asks for no password, so the wire does, in the plainest way that MongoDB knows.
        await using var wire = new Wire { Answer = command => command.GetElement(0).Name == "saslStart" ? Checked(command) : null };
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "s3cret-1\n");
            var options = database.Through(wire);
            options.ConnectionString = options.ConnectionString!.Replace("://", "://uws@") + "&authMechanism=PLAIN";
            options.PasswordFile = file;
            var storage = await database.OpenAsync(options);
            var job = Sample.Job();
            (await storage.TryCreateAsync(job, default)).Should().BeTrue();

            // The server has a new one, and no connection lives on; then the file has it too.
            good = "s3cret-2";
            wire.Down();
            wire.Up();
            var refused = (await storage.Invoking(s => s.TryUpdateAsync(job, default).AsTask()).Should().ThrowAsync<UwsException>()).Which;
            refused.Message.Should().Be("The job database is not available: it refuses the account of this service.");
            refused.ToString().Should().NotContain("s3cret");
            await File.WriteAllTextAsync(file, "s3cret-2\n");
            (await storage.TryUpdateAsync(job, default)).Should().BeTrue();
            (await storage.GetAsync(job.Id, default))!.Version.Should().Be(2);

            database.Log.Lines.Count(l => l.Contains(" 4409 ")).Should().Be(1);
            string.Join('\n', database.Log.Lines).Should().NotContain("s3cret");
        }
        finally
        {
            File.Delete(file);
        }

        BsonDocument Checked(BsonDocument command) => Encoding.UTF8.GetString(command["payload"].AsByteArray) == $"\0uws\0{good}"
            ? new() { { "ok", 1.0 }, { "conversationId", 1 }, { "done", true }, { "payload", new BsonBinaryData([]) } }
            : Wire.Error(18, "AuthenticationFailed");
    }
}
