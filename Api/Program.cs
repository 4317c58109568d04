using Academy.Api;
using Academy.Api.Composition;

return await SubCommands.RunAsync(args)
    ?? await StartErrors.RunAsync(() => AcademyHost.ComposeAsync(WebHost.CreateBuilder(args)));
