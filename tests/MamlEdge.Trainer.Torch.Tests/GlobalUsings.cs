global using MamlEdge.Trainer.Tests.Engines;
global using Xunit;
