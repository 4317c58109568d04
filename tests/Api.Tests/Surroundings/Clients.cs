using System.Net;
using System.Net.Sockets;

namespace Academy.Api.Tests.Surroundings;

internal static class Clients
{
    /// <summary>A client that comes from another address of this machine, such as 127.1.2.3.</summary>
    public static HttpClient ClientAt(this AcademyServer server, string address) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellation) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    try
                    {
                        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                        await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            }
        )
        {
            BaseAddress = server.Address,
        };
}
