using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace UwsKit.Storage.MongoDb;

/// <summary>What happens to one command on the wire.</summary>
internal enum WireFault
{
    /// <summary>The server does it, and its answer is lost with the connection.</summary>
    LoseAnswer,

    /// <summary>The connection is lost before the server hears of it.</summary>
    LoseCommand,

    /// <summary>No answer ever comes; the server does not hear of it.</summary>
    Hang,
}

/// <summary>A server's port of the tests' own in front of the stand-in: sees each command, may answer it itself, lose it, or be away altogether.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private const int Query = 2004, Reply = 1, Message = 2013;
    private readonly int _server = MongoServer.StandInPort;
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private readonly X509Certificate2? _certificate;
    private TcpListener _listener = new(IPAddress.Loopback, 0);

    /// <param name="certificate">Asks for TLS with this; null = none.</param>
    public Wire(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        Up();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public string ConnectionString => $"mongodb://127.0.0.1:{Port}/?heartbeatFrequencyMS=500";

    /// <summary>Asked for each command; an answer that is not null is given instead of the server's.</summary>
    public Func<BsonDocument, BsonDocument?> Answer { get; set; } = _ => null;

    /// <summary>Asked for each command; null = it passes.</summary>
    public Func<BsonDocument, WireFault?> Spoil { get; set; } = _ => null;

    /// <summary>Changes the server's answers.</summary>
    public Action<BsonDocument, BsonDocument> Amend { get; set; } = (_, _) => { };

    /// <summary>The names of the commands so far, without those that the driver sends for itself.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Spoils the next command of a name, once.</summary>
    public void Once(string name, WireFault fault)
    {
        var left = 1;
        Spoil = command => command.GetElement(0).Name == name && Interlocked.Decrement(ref left) == 0 ? fault : null;
    }

    /// <summary>An error as a server gives it.</summary>
    public static BsonDocument Error(int code, string name) => new() { { "ok", 0.0 }, { "errmsg", name }, { "code", code }, { "codeName", name } };

    public void Up()
    {
        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Down()
    {
        _listener.Stop();
        foreach (var client in _clients.Keys)
        {
            client.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        Down();
        return default;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Down.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        _clients[client] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                stream = new SslStream(stream);
                await ((SslStream)stream).AuthenticateAsServerAsync(_certificate);
            }

            while (await RoundAsync(stream, server.GetStream()))
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or AuthenticationException)
        {
            // One of the two is gone.
        }
        finally
        {
            _clients.TryRemove(client, out _);
            client.Dispose();
        }
    }

    private async Task<bool> RoundAsync(Stream client, Stream server)
    {
        var message = await ReadAsync(client);
        var command = Command(message);
        var name = command.GetElement(0).Name;
        if (name is not ("hello" or "isMaster" or "ismaster" or "endSessions" or "saslStart" or "ping"))
        {
            Commands.Enqueue(name);
        }

        var fault = Spoil(command);
        if (fault == WireFault.LoseCommand)
        {
            return false;
        }

        if (fault == WireFault.Hang)
        {
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        }

        if (Answer(command) is { } own)
        {
            await client.WriteAsync(Framed(own, message));
            return fault is null;
        }

        await server.WriteAsync(message);
        var answer = await ReadAsync(server);
        var told = BsonSerializer.Deserialize<BsonDocument>(answer[(Opcode(answer) == Reply ? 36 : 21)..]);
        Amend(command, told);
        if (fault == WireFault.LoseAnswer)
        {
            return false;
        }

        await client.WriteAsync(Framed(told, message));
        return true;
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var message = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        length.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(4));
        return message;
    }

    private static int Opcode(byte[] message) => BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(12));

    // A query's document comes after flags, name, skip and count. A message's first section is the command; then may come a sequence of documents
    // (here at most one) after kind, length and name.
    private static BsonDocument Command(byte[] message)
    {
        if (Opcode(message) == Query)
        {
            return BsonSerializer.Deserialize<BsonDocument>(message[(Array.IndexOf(message, (byte)0, 20) + 9)..]);
        }

        var command = BsonSerializer.Deserialize<BsonDocument>(message[21..]);
        var next = 21 + BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(21));
        if (next + 5 < message.Length && message[next] == 1)
        {
            var end = Array.IndexOf(message, (byte)0, next + 5);
            command[Encoding.UTF8.GetString(message, next + 5, end - next - 5)] = new BsonArray { BsonSerializer.Deserialize<BsonDocument>(message[(end + 1)..]) };
        }

        return command;
    }

    private static byte[] Framed(BsonDocument answer, byte[] question)
    {
        byte[] head = Opcode(question) == Query ? [8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0] : [0, 0, 0, 0, 0];
        var frame = new byte[16];
        var body = answer.ToBson();
        BinaryPrimitives.WriteInt32LittleEndian(frame, 16 + head.Length + body.Length);
        question.AsSpan(4, 4).CopyTo(frame.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), Opcode(question) == Query ? Reply : Message);
        return [.. frame, .. head, .. body];
    }
}
