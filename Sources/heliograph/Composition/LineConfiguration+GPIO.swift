import GPIO
import Gateway

extension LineConfiguration {
    /// The same line in the driver's words.
    var name: LineName {
        switch place {
        case .named(let name): .named(name)
        case .chip(let label, let offset): .chip(label: label, offset: offset)
        }
    }

    /// The line as a meter's input.
    var inputRequest: InputRequest {
        InputRequest(line: name, bias: bias.driverBias, isActiveLow: isActiveLow)
    }
}

extension LineConfiguration.Bias {
    var driverBias: LineBias {
        switch self {
        case .asIs: .asIs
        case .disabled: .disabled
        case .pullUp: .pullUp
        case .pullDown: .pullDown
        }
    }
}
